import { expect } from 'vitest';
import { API_KEY } from '../../hub/support/hub-under-test.js';
import type { HubUnderTest } from '../../hub/support/hub-under-test.js';

export type Version = '1.0' | '1.1';
export type Fields = Readonly<Record<string, unknown>>;

export interface CdsBody<Data> {
  readonly version: string;
  readonly time_zone: string;
  readonly last_updated: number;
  readonly currency: string;
  readonly data: Data;
  readonly links?: { readonly next: string | null };
}

export interface CdsFailure {
  readonly error: string;
  readonly error_description: string;
  readonly error_details: readonly string[];
}

export interface EventFields extends Fields {
  readonly event_id: string;
  readonly event_type: string;
  readonly event_time: number;
}

/** Speaks to a hub as a city's software would. */
export class CdsClient {
  constructor(
    private readonly hub: HubUnderTest,
    private readonly city = 'demo',
  ) {}

  request(path: string, headers: Record<string, string> = {}): Promise<Response> {
    const url = path.startsWith('http') ? path : `${this.hub.url}/cds/${this.city}${path}`;
    return fetch(url, { headers: { authorization: `Bearer ${API_KEY}`, ...headers } });
  }

  async get<Data>(path: string, version: Version = '1.1'): Promise<CdsBody<Data>> {
    const response = await this.request(path, { accept: `application/vnd.cds+json;version=${version}` });
    const text = await response.text();
    expect(response.status, text).toBe(200);
    expect(response.headers.get('content-type')).toBe(`application/vnd.cds+json;version=${version}`);
    return JSON.parse(text) as CdsBody<Data>;
  }

  async events(query: string, version: Version = '1.1'): Promise<readonly EventFields[]> {
    return (await this.get<{ events: EventFields[] }>(`/events/events?${query}`, version)).data.events;
  }

  async csv(path: string, version: Version = '1.1'): Promise<readonly Record<string, string>[]> {
    const response = await this.request(path, { accept: `application/vnd.cds+csv;version=${version}` });
    const text = await response.text();
    expect(response.status, text).toBe(200);
    expect(response.headers.get('content-type')).toBe(`application/vnd.cds+csv;version=${version}`);
    const [head = '', ...lines] = text.trimEnd().split('\n');
    const columns = head.split(',');
    return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [columns[i] ?? '', cell])));
  }

  async failure(path: string, status: number, headers: Record<string, string> = {}): Promise<CdsFailure> {
    return failureOf(await this.request(path, headers), status);
  }

  post(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.hub.url}/cds/${this.city}/events/event`, {
      method: 'POST',
      headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }
}

export async function failureOf(response: Response, status: number): Promise<CdsFailure> {
  const text = await response.text();
  expect(response.status, text).toBe(status);
  expect(response.headers.get('content-type')).toMatch(/^application\/vnd\.cds\+json;version=1\.[01]$/);
  const body = JSON.parse(text) as CdsFailure;
  expect(Object.keys(body).sort()).toEqual(['error', 'error_description', 'error_details']);
  return body;
}
