import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { Counter } from 'prom-client';
import { workInRounds } from '#rounds';
import { HubSettings } from '../config/hub-settings.js';
import { HubLog, errorFields } from '../log/hub-log.js';
import { HubMetrics } from '../observability/hub-metrics.js';
import { Database } from '../persistence/database.js';
import type { TurnoverReportRow } from '../persistence/turnover-report.row.js';
import { findings } from './findings.js';
import { dateInWords } from './words.js';
import { ReportWorkshop } from './workshop/report-workshop.js';

const LOOK_MS = 30_000;
/** Waits from one try to the next: a minute, then ten times as long, at most six hours. About two days together. */
const RETRY_MS_MIN = 60_000;
const RETRY_MS_MAX = 6 * 3_600_000;
const ATTEMPTS_MAX = 12;
/** A mail server that accepts a connection and then says nothing. */
const SMTP_MS_MAX = 20_000;
const ERROR_LENGTH_MAX = 300;

/** One mail that is due, for this hub alone while the transaction lasts. */
const TAKE_DUE = `
  select mail.report_id, mail.attempts, report.content, report.revision, report.changes
  from report_mails as mail join turnover_reports as report on report.id = mail.report_id
  where mail.settled_at is null and mail.due_at <= $1
  order by mail.due_at limit 1 for update of mail skip locked`;
const SENT = `update report_mails set settled_at = $2, attempts = $3, last_error = null where report_id = $1`;
/** Not once another hub has sent it, to whom it fell due again while this one still tried. */
const FAILED = `
  update report_mails set due_at = $2, settled_at = $3, attempts = $4, last_error = $5
  where report_id = $1 and attempts = $4 and settled_at is null`;
/** The mail is put off before it is tried: should the hub die while sending, it is not sent over and over. */
const PUT_OFF = `update report_mails set due_at = $2, attempts = $3 where report_id = $1`;

type DueMail = Pick<TurnoverReportRow, 'content' | 'revision' | 'changes'> & {
  readonly report_id: string;
  readonly attempts: number;
};

/** Mails each new report, a summary with the PDF. A mail server that is away is tried again and holds nothing up. */
@Injectable()
export class ReportMail implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #closing = new AbortController();
  readonly #mails: Counter<'outcome'>;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(HubSettings) private readonly settings: Pick<HubSettings, 'config'>,
    @Inject(HubLog) private readonly log: HubLog,
    @Inject(HubMetrics) metrics: Pick<HubMetrics, 'registry'>,
    @Inject(ReportWorkshop) private readonly workshop: Pick<ReportWorkshop, 'render'>,
  ) {
    this.#mails = new Counter({
      name: 'kerbline_report_mails_total',
      help: 'Mails with reports by what became of them: sent, failed (tried again), given_up',
      labelNames: ['outcome'],
      registers: [metrics.registry],
    });
  }

  onApplicationBootstrap(): void {
    if (this.settings.config.reportMail !== null) void this.#lookForEver();
  }

  onModuleDestroy(): void {
    this.#closing.abort();
  }

  /** Tries every mail that is due, each once. */
  async sendDue(nowMs: number): Promise<void> {
    while (!this.#closing.signal.aborted) {
      const mail = await this.#take(nowMs);
      if (!mail) return;
      await this.#try(mail, nowMs);
    }
  }

  async #take(nowMs: number): Promise<DueMail | null> {
    return this.database.transaction(async (manager) => {
      const rows: DueMail[] = await manager.query(TAKE_DUE, [new Date(nowMs)]);
      const mail = rows[0];
      if (!mail) return null;
      await manager.query(PUT_OFF, [mail.report_id, new Date(nowMs + waitMs(mail.attempts)), mail.attempts + 1]);
      return mail;
    });
  }

  async #try(mail: DueMail, nowMs: number): Promise<void> {
    const { report_id: id, attempts } = mail;
    try {
      await this.#send(mail);
      await this.database.query(SENT, [id, new Date(nowMs), attempts + 1]);
      this.#mails.inc({ outcome: 'sent' });
    } catch (error) {
      const isLast = attempts + 1 >= ATTEMPTS_MAX;
      const words = errorWords(error);
      const due = new Date(nowMs + waitMs(attempts));
      await this.database.query(FAILED, [id, due, isLast ? new Date(nowMs) : null, attempts + 1, words]);
      this.#mails.inc({ outcome: isLast ? 'given_up' : 'failed' });
      this.log.warn(isLast ? 'report mail given up' : 'report mail not sent, trying again', {
        report: id,
        error: words,
      });
    }
  }

  async #send({ report_id: id, content, revision, changes }: DueMail): Promise<void> {
    const { reportMail } = this.settings.config;
    if (reportMail === null) return;
    const pdf = await this.workshop.render(content, { revision, changes }, 'pdf');
    const timeouts = { connectionTimeout: SMTP_MS_MAX, greetingTimeout: SMTP_MS_MAX, socketTimeout: SMTP_MS_MAX };
    const transport = createTransport({ url: reportMail.smtpUrl, ...timeouts });
    const revised = revision > 1 ? ` (revision ${revision})` : '';
    try {
      await transport.sendMail({
        from: reportMail.from,
        to: [...reportMail.to],
        subject: `Curb report: ${content.city.name}, ${dateInWords(content.date)}${revised}`,
        text: `${findings(content).join('\n')}\n\nThe whole report is attached.\n`,
        // A mail that goes out twice can be told for the same.
        messageId: `<${id}@kerbline>`,
        attachments: [{ filename: pdf.name, content: pdf.body, contentType: pdf.mediaType }],
      });
    } finally {
      transport.close();
    }
  }

  async #lookForEver(): Promise<void> {
    await this.database.whenOpen();
    const onFailure = (error: unknown) =>
      this.log.warn('report mails not looked after, trying again', errorFields(error));
    await workInRounds({ signal: this.#closing.signal, restMs: LOOK_MS, onFailure }, () => this.sendDue(Date.now()));
  }
}

function waitMs(attempts: number): number {
  return Math.min(RETRY_MS_MIN * 10 ** attempts, RETRY_MS_MAX);
}

/** Of one line; the server's address may hold a password and is not in it. */
function errorWords(error: unknown): string {
  const { error: words } = errorFields(error);
  return String(words).replaceAll(/\s+/g, ' ').slice(0, ERROR_LENGTH_MAX);
}
