import type {
  Camera,
  City,
  Comparison,
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

  heatMap(question: InsightQuestion, measure: HeatMeasure): Promise<HeatMap> {
    return this.#sums<HeatMap>('heat-map', { ...question, measure });
  }

  dwellDistribution(question: InsightQuestion, type: VisitType): Promise<DwellDistribution> {
    return this.#sums<DwellDistribution>('dwell-distribution', { ...question, type });
  }

  /** Blocked longest first. */
  async hotSpots(question: InsightQuestion, limit: number): Promise<readonly HotSpot[]> {
    const { data } = await this.#sums<Pick<Page<HotSpot>, 'data'>>('hot-spots', { ...question, limit: String(limit) });
    return data;
  }

  compare(question: InsightQuestion): Promise<Comparison> {
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

  #sums<T>(of: string, question: InsightQuestion): Promise<T> {
    return this.#json<T>(`/insights/${of}?${new URLSearchParams(question)}`, SUM_MS_MAX);
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
    const servedAtMs = Date.parse(answer.headers.get('date') ?? '');
    if (!Number.isNaN(servedAtMs)) this.onServerTime(servedAtMs);
    if (!answer.ok) throw new HubProblem(answer.status, await problemText(answer));
    return answer;
  }
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
