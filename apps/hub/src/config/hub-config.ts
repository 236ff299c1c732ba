import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ID_PATTERN } from '#events';
import { brokerConfig, brokerEnvironment, brokerProblems } from './broker-config.js';
import type { BrokerConfig } from './broker-config.js';

/** Shorter keys could be guessed. */
const API_KEY_LENGTH_MIN = 16;
/** What fits into the head of a page. */
const CITY_NAME_LENGTH_MAX = 120;
/** An open page asks about one thing a second; this is room for a control room that shares a key. */
const REQUESTS_PER_SECOND_DEFAULT = 50;
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Everything the hub can be told from outside, checked once and never changed. */
export interface HubConfig {
  readonly http: { readonly host: string; readonly port: number };
  /** PEM files; null: HTTP, for loopback or behind a proxy that speaks TLS. */
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  /** Addresses and networks whose X-Forwarded-For and X-Forwarded-Proto are believed; none: nobody's. */
  readonly trustedProxies: readonly string[];
  /** Null: the hub starts its own PostgreSQL under `home`. */
  readonly databaseUrl: string | null;
  /** A streaming replica of it that answers what is only read; null: there is none. */
  readonly databaseReadUrl: string | null;
  /** Null: the hub starts its own NATS server under `home`. */
  readonly natsUrl: string | null;
  readonly broker: BrokerConfig;
  readonly apiKeys: readonly string[];
  /** The city of every box that nobody has put into another. */
  readonly city: { readonly id: string; readonly name: string };
  /** IANA name: where that city's hours and days begin. */
  readonly timeZone: string;
  /** `loopback`: a browser on this machine opens the page without a key. */
  readonly pageAccess: 'key' | 'loopback';
  /** Cities besides the home city that such a browser may choose. */
  readonly pageCities: readonly string[];
  /** What one key may ask of the API, on average; 0: as much as it likes. */
  readonly requestsPerSecond: number;
  /** From this hour of each city's clock on, the report of the day before is made. */
  readonly reportHour: number;
  /** Null: reports are not mailed. */
  readonly reportMail: { readonly smtpUrl: string; readonly from: string; readonly to: readonly string[] } | null;
  /** `loopback`: webhooks may also be at this very machine and speak HTTP, for trying them out. */
  readonly webhookReach: 'public' | 'loopback';
  readonly home: string;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** The built dashboard. */
  readonly dashboardDirectory: string;
}

/** Names every wrong variable and what was expected; never a value that may be secret. */
export class HubConfigError extends Error {
  override readonly name = 'HubConfigError';
}

const variables = z.object({
  ...brokerEnvironment,
  KERBLINE_HTTP_HOST: z.string().min(1).default('127.0.0.1'),
  KERBLINE_HTTP_PORT: wholeNumber(0, 65_535).default(8080),
  DATABASE_URL: address(['postgres:', 'postgresql:'], 'postgres://user:password@host:5432/database').optional(),
  DATABASE_READ_URL: address(['postgres:', 'postgresql:'], 'postgres://user:password@replica:5432/database').optional(),
  NATS_URL: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(address(['nats:', 'tls:'], 'nats://host:4222')))
    .transform((urls) => urls.join(','))
    .optional(),
  KERBLINE_API_KEYS: z.string().default('').transform(apiKeys),
  KERBLINE_CITY: z.string().default('demo').refine(isId, 'expected an id such as springfield'),
  KERBLINE_CITY_NAME: z.string().trim().min(1).max(CITY_NAME_LENGTH_MAX).optional(),
  KERBLINE_TIME_ZONE: z.string().default('UTC').refine(isTimeZone, 'expected an IANA time zone such as Europe/Berlin'),
  KERBLINE_TLS_CERT: z.string().optional(),
  KERBLINE_TLS_KEY: z.string().optional(),
  KERBLINE_TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform(listOf)
    .refine((all) => all.every(isNetwork), 'expected addresses or networks such as 10.0.0.0/24, separated by commas'),
  KERBLINE_PAGE_ACCESS: z.enum(['key', 'loopback']).default('key'),
  KERBLINE_PAGE_CITIES: z.string().default('').transform(listOf).refine(areIds, 'expected ids, separated by commas'),
  KERBLINE_REQUESTS_PER_SECOND: wholeNumber(0, 100_000).default(REQUESTS_PER_SECOND_DEFAULT),
  KERBLINE_REPORT_HOUR: wholeNumber(0, 23).default(2),
  KERBLINE_SMTP_URL: address(['smtp:', 'smtps:'], 'smtp://user:password@mail.example.org:587').optional(),
  KERBLINE_REPORT_MAIL_FROM: mailAddresses().optional(),
  KERBLINE_REPORT_MAIL_TO: mailAddresses().optional(),
  KERBLINE_WEBHOOK_REACH: z.enum(['public', 'loopback']).default('public'),
  KERBLINE_HOME: z.string().min(1).default('./.kerbline'),
  KERBLINE_DASHBOARD: z.string().min(1).optional(),
  KERBLINE_LOG_LEVEL: z.enum(LOG_LEVELS).optional(),
  /** Its older name: heard where the newer one is not set. */
  LOG_LEVEL: z.enum(LOG_LEVELS).optional(),
});

const environment = variables.superRefine((values, context) => {
  for (const { name, message } of brokerProblems(values)) context.addIssue({ code: 'custom', path: [name], message });
  if ((values.KERBLINE_TLS_CERT === undefined) !== (values.KERBLINE_TLS_KEY === undefined)) {
    context.addIssue({ code: 'custom', path: ['KERBLINE_TLS_CERT'], message: 'goes together with KERBLINE_TLS_KEY' });
  }
});

/** Environment in, frozen config out; throws `HubConfigError` with all problems together. */
export function readHubConfig(env: Readonly<Record<string, string | undefined>>): HubConfig {
  // An empty variable means the same as none: that is how shells and compose files unset one.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  // What is not heard cannot be wrong.
  if (given['KERBLINE_LOG_LEVEL'] !== undefined) delete given['LOG_LEVEL'];
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map(({ path, message }) => `  ${String(path[0])}: ${message}`);
    throw new HubConfigError(`the environment is not a valid hub configuration:\n${[...new Set(lines)].join('\n')}`);
  }
  const values = parsed.data;
  return Object.freeze({
    http: Object.freeze({ host: values.KERBLINE_HTTP_HOST, port: values.KERBLINE_HTTP_PORT }),
    tls: tlsFiles(values.KERBLINE_TLS_CERT, values.KERBLINE_TLS_KEY),
    trustedProxies: Object.freeze(values.KERBLINE_TRUSTED_PROXIES),
    databaseUrl: values.DATABASE_URL ?? null,
    databaseReadUrl: values.DATABASE_READ_URL ?? null,
    natsUrl: values.NATS_URL ?? null,
    broker: brokerConfig(values),
    apiKeys: Object.freeze(values.KERBLINE_API_KEYS),
    city: Object.freeze({ id: values.KERBLINE_CITY, name: values.KERBLINE_CITY_NAME ?? values.KERBLINE_CITY }),
    timeZone: values.KERBLINE_TIME_ZONE,
    pageAccess: values.KERBLINE_PAGE_ACCESS,
    pageCities: Object.freeze(values.KERBLINE_PAGE_CITIES),
    requestsPerSecond: values.KERBLINE_REQUESTS_PER_SECOND,
    reportHour: values.KERBLINE_REPORT_HOUR,
    reportMail: reportMail(values),
    webhookReach: values.KERBLINE_WEBHOOK_REACH,
    home: resolve(values.KERBLINE_HOME),
    logLevel: values.KERBLINE_LOG_LEVEL ?? values.LOG_LEVEL ?? 'info',
    dashboardDirectory: resolve(values.KERBLINE_DASHBOARD ?? join(packageRoot(), 'apps/dashboard/dist')),
  });
}

function tlsFiles(certFile: string | undefined, keyFile: string | undefined): HubConfig['tls'] {
  return certFile === undefined || keyFile === undefined
    ? null
    : Object.freeze({ certFile: resolve(certFile), keyFile: resolve(keyFile) });
}

function wholeNumber(min: number, max: number) {
  const expected = `expected a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, expected)
    .transform(Number)
    .pipe(z.number().min(min, expected).max(max, expected));
}

function address(protocols: readonly string[], example: string) {
  const isAddress = (text: string) => URL.canParse(text) && protocols.includes(new URL(text).protocol);
  return z.string().refine(isAddress, `expected an address such as ${example}`);
}

/** One or several, by commas. */
function mailAddresses() {
  return z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(z.email('expected a mail address such as curb@example.org')).min(1));
}

/** Half of what a mail needs would be a mail that never goes out. */
function reportMail(values: z.infer<typeof environment>): HubConfig['reportMail'] {
  const { KERBLINE_SMTP_URL: smtpUrl, KERBLINE_REPORT_MAIL_FROM: from, KERBLINE_REPORT_MAIL_TO: to } = values;
  if (smtpUrl === undefined && to === undefined) return null;
  const sender = from?.[0];
  if (smtpUrl === undefined || to === undefined || sender === undefined) {
    const names = 'KERBLINE_SMTP_URL, KERBLINE_REPORT_MAIL_FROM and KERBLINE_REPORT_MAIL_TO';
    throw new HubConfigError(`the environment is not a valid hub configuration:\n  ${names}: expected all or none`);
  }
  return Object.freeze({ smtpUrl, from: sender, to: Object.freeze(to) });
}

function apiKeys(text: string, context: z.RefinementCtx): string[] {
  const keys = text.split(',').map((key) => key.trim());
  const given = keys.filter((key) => key !== '');
  given.forEach((key, index) => {
    if (key.length >= API_KEY_LENGTH_MIN) return;
    const message = `key ${index + 1} has ${key.length} characters, expected at least ${API_KEY_LENGTH_MIN}`;
    context.addIssue({ code: 'custom', message });
  });
  return given;
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** An address, or a network that is not the whole internet: to trust everybody is to let everybody choose an address. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

function areIds(ids: readonly string[]): boolean {
  return ids.every(isId);
}

function isId(text: string): boolean {
  return ID_PATTERN.test(text);
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The folder of the package this file belongs to, compiled or not. */
function packageRoot(): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(directory, 'package.json'))) {
    const parent = dirname(directory);
    if (parent === directory) return process.cwd();
    directory = parent;
  }
  return directory;
}
