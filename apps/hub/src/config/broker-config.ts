import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { ID_PATTERN } from '#events';
import { plaintextProblem } from '#events/nats';
import type { Replicas } from '#events/nats';
import { boxBehindTwoLeaves, isUserPublicKey, readLeaf } from '#identity';
import type { Leaf } from '#identity';

/** How the hub stands to its broker, and what it tells boxes of it. */
export interface BrokerConfig {
  /** The file of the hub's own seed; null: the broker asks for none, or the address holds the password. */
  readonly keyFile: string | null;
  /** Whose certificates a `tls://` broker may have. */
  readonly caFile: string | null;
  readonly replicas: Replicas;
  /** The accounts file that this hub keeps, and whose server it has read it again; null: somebody else does. */
  readonly accounts: { readonly file: string; readonly pidFile: string } | null;
  /** Public keys that may look on. */
  readonly operatorKeys: readonly string[];
  /** Brokers at sites, and the boxes behind each. */
  readonly leaves: readonly Leaf[];
  /** What an enrolled box is told; empty: where the hub itself goes. */
  readonly boxAddresses: readonly string[];
  /** The authorities' certificates an enrolled box is given, PEM. */
  readonly boxCa: string | null;
  /** Boxes enrolled at the start, by id and public key: the demo's. */
  readonly devices: readonly { readonly id: string; readonly publicKey: string }[];
}

const DEVICE_EXAMPLE = 'expected device=UPUBLICKEY, several separated by commas';

/** The environment variables of the broker; part of the hub's. */
export const brokerEnvironment = {
  KERBLINE_NATS_NKEY: z.string().optional(),
  KERBLINE_NATS_CA: z.string().optional(),
  KERBLINE_NATS_REPLICAS: z
    .enum(['1', '3', '5'], 'expected 1, 3 or 5')
    .default('1')
    .transform((text) => Number(text) as Replicas),
  KERBLINE_NATS_ACCOUNTS: z.string().optional(),
  KERBLINE_NATS_PID_FILE: z.string().optional(),
  KERBLINE_NATS_OPERATOR_KEYS: z.string().default('').transform(list).pipe(z.array(publicKey())),
  KERBLINE_NATS_LEAVES: z
    .string()
    .default('')
    .transform(list)
    .pipe(z.array(z.string().transform(leaf)))
    .superRefine((leaves, context) => {
      const twice = boxBehindTwoLeaves(leaves);
      if (twice !== null) context.addIssue({ code: 'custom', message: `"${twice}" is behind two leaves` });
    }),
  KERBLINE_BOX_NATS_URL: z.string().default('').transform(list),
  KERBLINE_BOX_NATS_CA: z.string().optional().transform(fileText),
  KERBLINE_DEVICES: z
    .string()
    .default('')
    .transform(list)
    .pipe(z.array(z.string().transform(device))),
  KERBLINE_ALLOW_PLAINTEXT: z.enum(['yes', 'no']).default('no'),
};

type BrokerValues = z.output<z.ZodObject<typeof brokerEnvironment>>;

export function brokerConfig(values: BrokerValues): BrokerConfig {
  const { KERBLINE_NATS_ACCOUNTS: file, KERBLINE_NATS_PID_FILE: pidFile } = values;
  return Object.freeze({
    keyFile: path(values.KERBLINE_NATS_NKEY),
    caFile: path(values.KERBLINE_NATS_CA),
    replicas: values.KERBLINE_NATS_REPLICAS,
    accounts: file && pidFile ? { file: resolve(file), pidFile: resolve(pidFile) } : null,
    operatorKeys: values.KERBLINE_NATS_OPERATOR_KEYS,
    leaves: values.KERBLINE_NATS_LEAVES,
    boxAddresses: values.KERBLINE_BOX_NATS_URL,
    boxCa: values.KERBLINE_BOX_NATS_CA ?? null,
    devices: values.KERBLINE_DEVICES,
  });
}

/** What the variables say together that none says alone. */
export function brokerProblems(
  values: BrokerValues & { readonly NATS_URL?: string | undefined },
): readonly { readonly name: string; readonly message: string }[] {
  const { NATS_URL: url, KERBLINE_ALLOW_PLAINTEXT: plaintext } = values;
  const problem = url !== undefined && plaintext === 'no' ? plaintextProblem(url) : null;
  const isHalf = (values.KERBLINE_NATS_ACCOUNTS === undefined) !== (values.KERBLINE_NATS_PID_FILE === undefined);
  return [
    ...(problem === null ? [] : [{ name: 'NATS_URL', message: problem }]),
    ...(isHalf ? [{ name: 'KERBLINE_NATS_ACCOUNTS', message: 'goes together with KERBLINE_NATS_PID_FILE' }] : []),
  ];
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function publicKey() {
  return z.string().refine(isUserPublicKey, 'expected public keys: 56 characters that begin with U');
}

function device(text: string, context: z.RefinementCtx): { id: string; publicKey: string } {
  const [id = '', key = '', ...rest] = text.split('=');
  if (rest.length > 0 || !ID_PATTERN.test(id) || !isUserPublicKey(key)) {
    context.addIssue({ code: 'custom', message: DEVICE_EXAMPLE });
  }
  return { id, publicKey: key };
}

function leaf(text: string, context: z.RefinementCtx): Leaf {
  try {
    return readLeaf(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
    return { name: '', deviceIds: [] };
  }
}

function fileText(name: string | undefined, context: z.RefinementCtx): string | undefined {
  if (name === undefined) return undefined;
  try {
    return readFileSync(name, 'utf8');
  } catch {
    context.addIssue({ code: 'custom', message: 'expected the path of a PEM file that can be read' });
    return undefined;
  }
}

function path(name: string | undefined): string | null {
  return name === undefined ? null : resolve(name);
}
