import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import { Counter } from 'prom-client';
import type { ReportedCity, TurnoverReport } from '#curb';
import { HubSettings } from '../../config/hub-settings.js';
import { HubMetrics } from '../../observability/hub-metrics.js';
import { renderedReport } from '../rendered-report.js';
import type { RenderedReport } from '../rendered-report.js';
import type { Outcome } from '../report-ledger.js';
import type { ReportFormat } from '../report.view.js';
import type { Edition } from '../turnover-document.js';
import { WorkshopError } from './report-workshop.js';
import type { ReportWorkshop } from './report-workshop.js';
import type { Job, JobDone, JobResult } from './workshop-messages.js';

/** Drawing so many zones takes some 50 ms, less than it would take to start a process. */
const ZONES_HERE_MAX = 100;
/** Reports waiting to be made or drawn; one more is refused, and may be asked for again. */
const JOBS_MAX = 20;
/** Longer than a statement of a report may take; a process that says nothing until then hangs. */
const JOB_MS_MAX = 120_000;
/** Where it and the hub both want the processor, the hub gets ten times as much. */
const NICENESS = 10;
/** With nothing to do for so long, the process ends and gives its memory back. */
const REST_MS = 30_000;

interface Waiting {
  readonly done: (result: JobResult) => void;
  readonly failed: (error: Error) => void;
}

/**
 * In a process of its own, with less of the processor than the hub has where both want it: records and answers would
 * otherwise wait a second for each report of a large city. It is started when there is work, and never outlives the hub.
 */
@Injectable()
export class WorkshopApart implements ReportWorkshop, OnModuleDestroy {
  #worker: ChildProcess | null = null;
  readonly #waiting = new Map<number, Waiting>();
  #jobs = 0;
  #rest: NodeJS.Timeout | undefined;
  #isClosing = false;
  readonly #counter: Counter<'job' | 'end'>;

  constructor(
    @Inject(HubSettings) private readonly settings: Pick<HubSettings, 'databaseUrl'>,
    @Inject(HubMetrics) metrics: Pick<HubMetrics, 'registry'>,
  ) {
    this.#counter = new Counter({
      name: 'kerbline_report_jobs_total',
      help: 'Reports handed to the process that makes them, by job (settle, render) and end: done, failed, refused (too many wait)',
      labelNames: ['job', 'end'],
      registers: [metrics.registry],
    });
  }

  async settle(city: ReportedCity, date: string): Promise<Outcome> {
    return (await this.#do({ type: 'settle', city, date })) as Outcome;
  }

  async render(report: TurnoverReport, edition: Edition, format: ReportFormat): Promise<RenderedReport> {
    const zones = report.streets.reduce((count, street) => count + street.zones.length, 0);
    if (zones <= ZONES_HERE_MAX) return renderedReport(report, edition, format);
    const { body, ...rest } = (await this.#do({ type: 'render', report, edition, format })) as RenderedReport;
    return { ...rest, body: Buffer.from(body) };
  }

  async onModuleDestroy(): Promise<void> {
    this.#isClosing = true;
    clearTimeout(this.#rest);
    const worker = this.#worker;
    if (!worker) return;
    const ended = once(worker, 'exit');
    worker.kill('SIGKILL');
    await ended;
  }

  protected program(): URL {
    return new URL('./main.js', import.meta.url);
  }

  #do(job: Job): Promise<JobResult> {
    if (this.#isClosing) return Promise.reject(new WorkshopError('the hub is closing'));
    if (this.#waiting.size >= JOBS_MAX) {
      this.#counter.inc({ job: job.type, end: 'refused' });
      return Promise.reject(new WorkshopError(`${JOBS_MAX} reports are being made; ask again soon`));
    }
    const worker = (this.#worker ??= this.#start());
    clearTimeout(this.#rest);
    return new Promise<JobResult>((resolve, reject) => {
      const id = this.#jobs++;
      const timer = setTimeout(() => worker.kill('SIGKILL'), JOB_MS_MAX);
      const end = (how: 'done' | 'failed') => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        this.#counter.inc({ job: job.type, end: how });
        if (this.#waiting.size === 0 && worker.connected) {
          this.#rest = setTimeout(() => worker.disconnect(), REST_MS).unref();
        }
      };
      this.#waiting.set(id, {
        done: (result) => {
          end('done');
          resolve(result);
        },
        failed: (error) => {
          end('failed');
          reject(error);
        },
      });
      worker.send({ id, job }, (error) => error && this.#waiting.get(id)?.failed(error));
    });
  }

  #start(): ChildProcess {
    const env = { ...process.env, DATABASE_URL: this.settings.databaseUrl };
    // From its first moment on: loading its modules alone keeps a processor busy for a second.
    const patiently = { execPath: 'nice', execArgv: ['-n', String(NICENESS), process.execPath] };
    const worker = fork(this.program(), { env, ...patiently, serialization: 'advanced' });
    worker.on('message', (message: JobDone) => {
      const waiting = this.#waiting.get(message.id);
      if ('result' in message) waiting?.done(message.result);
      else waiting?.failed(Object.assign(new WorkshopError(message.problem), { code: message.code }));
    });
    const lost = (why: string) => {
      if (this.#worker === worker) this.#worker = null;
      clearTimeout(this.#rest);
      for (const { failed } of [...this.#waiting.values()]) failed(new WorkshopError(why));
    };
    worker.once('error', (error) => lost(`the process that makes reports did not start: ${error.message}`));
    // From then on it takes no more work; another is started for what comes.
    worker.once('disconnect', () => lost('the process that makes reports has ended'));
    return worker;
  }
}
