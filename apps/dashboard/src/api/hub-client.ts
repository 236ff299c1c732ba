import type {
  Camera,
  City,
  Comparison,
  Coverage,
  DwellDistribution,
  HeatMap,
  HeatMeasure,
  HotSpot,
  Page,
  Problem,
  Report,
  Session,
  StreetEvent,
  Visit,
  VisitType,
  Zone,
  ZoneHour,
} from './types.js';

/** The longest the hub itself waits for a box is 5 s. */
const ANSWER_MS_MAX = 10_000;
/** A quarter of a year of a whole city takes some seconds while the hub has not summed its hours yet. */
const SUM_MS_MAX = 60_000;
/** The hub's own limit for one list. */
const LIST_MAX = 1_000;

/** The hub answered, and said no. */
export class HubProblem extends Error {
  override readonly name = 'HubProblem';
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** There was no answer to read: no network, no hub, or not in time. */
export class HubUnreachable extends Error {
  override readonly name = 'HubUnreachable';
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof HubProblem && error.status === 401;
}

/** A part of the city over some time, as a query: `from`, `to`, and `camera` or `zone` where it is not the whole. */
export type InsightQuestion = Readonly<Record<string, string>>;

/** An answer and when the hub made it: it keeps those about past hours for some minutes. */
export interface Dated<T> {
  readonly value: T;
  readonly madeMs: number;
}

/** Asks the hub this page came from. `onServerTime` hears the hub's clock with every answer. */
export class HubClient {
  constructor(private readonly onServerTime: (serverMs: number) => void = () => undefined) {}

  /** Null: of the city shown last. */
  session(cityId: string | null): Promise<Session> {
    return this.#json<Session>(cityId === null ? '/session' : `/session?${new URLSearchParams({ city: cityId })}`);
  }

  async signIn(apiKey: string): Promise<void> {
    await this.#ask('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ apiKey }),
    });
  }

  async signOut(): Promise<void> {
    await this.#ask('/session', { method: 'DELETE' });
  }

  cameras(): Promise<readonly Camera[]> {
    return this.#list<Camera>('/cameras', { limit: LIST_MAX });
  }

  zones(cameraId: string): Promise<readonly Zone[]> {
    return this.#list<Zone>('/zones', { camera: cameraId, limit: LIST_MAX });
  }

  hours(zoneId: string, fromMs: number, toMs: number): Promise<readonly ZoneHour[]> {
    const range = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
    return this.#list<ZoneHour>(`/zones/${encodeURIComponent(zoneId)}/hours`, range);
  }

  recentEvents(cameraId: string, limit: number): Promise<readonly StreetEvent[]> {
    return this.#list<StreetEvent>('/events', { camera: cameraId, limit });
  }

  recentVisits(cameraId: string, limit: number): Promise<readonly Visit[]> {
    return this.#list<Visit>('/visits', { camera: cameraId, limit });
  }

  /** Of the city's nights, newest first; a revised one comes with each of its editions. */
  reports(limit: number): Promise<readonly Report[]> {
    return this.#list<Report>('/reports', { limit });
  }

  city(): Promise<City> {
    return this.#json<City>('/city');
  }

  heatMap(question: InsightQuestion, measure: HeatMeasure): Promise<Dated<HeatMap>> {
    return this.#sums<HeatMap>('heat-map', { ...question, measure });
  }

  dwellDistribution(question: InsightQuestion, type: VisitType): Promise<Dated<DwellDistribution>> {
    return this.#sums<DwellDistribution>('dwell-distribution', { ...question, type });
  }

  /** Blocked longest first. */
  async hotSpots(question: InsightQuestion, limit: number): Promise<Dated<readonly HotSpot[]>> {
    const asked = { ...question, limit: String(limit) };
    const { value, madeMs } = await this.#sums<Pick<Page<HotSpot>, 'data'>>('hot-spots', asked);
    return { value: value.data, madeMs };
  }

  /** How much of the time was seen, and how much of it is not reported yet. */
  coverage(question: InsightQuestion): Promise<Dated<Coverage>> {
    return this.#sums<Coverage>('coverage', question);
  }

  compare(question: InsightQuestion): Promise<Dated<Comparison>> {
    return this.#sums<Comparison>('compare', question);
  }

  async snapshot(cameraId: string): Promise<Blob> {
    const answer = await this.#ask(`/cameras/${encodeURIComponent(cameraId)}/snapshot`, { cache: 'no-store' });
    return answer.blob();
  }

  /** The event stream's open answer; its body runs until `signal` aborts. */
  stream(signal: AbortSignal): Promise<Response> {
    return this.#send('/stream', { headers: { accept: 'text/event-stream' }, cache: 'no-store', signal });
  }

  async #sums<T>(of: string, question: InsightQuestion): Promise<Dated<T>> {
    const answer = await this.#ask(`/insights/${of}?${new URLSearchParams(question)}`, {}, SUM_MS_MAX);
    return { value: (await answer.json()) as T, madeMs: madeMs(answer.headers, Date.now()) };
  }

  async #list<T>(path: string, query: Record<string, string | number>): Promise<readonly T[]> {
    const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
    const page = await this.#json<Page<T>>(`${path}?${search}`);
    return page.data;
  }

  async #json<T>(path: string, answerMsMax = ANSWER_MS_MAX): Promise<T> {
    const answer = await this.#ask(path, {}, answerMsMax);
    return (await answer.json()) as T;
  }

  #ask(path: string, request: RequestInit, answerMsMax = ANSWER_MS_MAX): Promise<Response> {
    return this.#send(path, { ...request, signal: AbortSignal.timeout(answerMsMax) });
  }

  async #send(path: string, request: RequestInit): Promise<Response> {
    let answer: Response;
    try {
      answer = await fetch(`/api/v1${path}`, { credentials: 'same-origin', ...request });
    } catch (cause) {
      throw new HubUnreachable('The hub does not answer.', { cause });
    }
    const sentMs = servedMs(answer.headers);
    if (sentMs !== null) this.onServerTime(sentMs);
    if (!answer.ok) throw new HubProblem(answer.status, await problemText(answer));
    return answer;
  }
}

function servedMs(headers: Headers): number | null {
  const ms = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(ms) ? null : ms;
}

/** When the answer with these headers was made, by the hub's clock where it tells it. */
export function madeMs(headers: Headers, nowMs: number): number {
  const ageS = Number(headers.get('age') ?? 0);
  return (servedMs(headers) ?? nowMs) - 1_000 * (Number.isFinite(ageS) ? ageS : 0);
}

async function problemText(answer: Response): Promise<string> {
  try {
    const problem = (await answer.json()) as Partial<Problem>;
    return problem.detail ?? problem.title ?? `The hub answered ${answer.status}.`;
  } catch {
    // A proxy in between may answer in HTML; the status is all there is to say.
    return `The hub answered ${answer.status}.`;
  }
}
