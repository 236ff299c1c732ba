import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Settlement } from '#events/nats';
import type { EventRow } from '../persistence/event.row.js';

/** Every number the hub shows Prometheus, by its name from the field. */
@Injectable()
export class HubMetrics {
  readonly registry = new Registry();

  readonly #records = new Counter({
    name: 'kerbline_records_total',
    help: 'Records committed for the first time, by kind',
    labelNames: ['kind'],
    registers: [this.registry],
  });
  readonly #recordBytes = new Counter({
    name: 'kerbline_record_bytes_total',
    help: 'Bytes of records committed for the first time',
    registers: [this.registry],
  });
  readonly #duplicates = new Counter({
    name: 'kerbline_duplicate_records_total',
    help: 'Records that were delivered again after their commit and changed nothing',
    registers: [this.registry],
  });
  readonly #deliveries = new Counter({
    name: 'kerbline_deliveries_total',
    help: 'Deliveries from the broker, by how they were settled: ack, nak (comes again), term (dead letter)',
    labelNames: ['settled'],
    registers: [this.registry],
  });
  readonly #commitSeconds = new Histogram({
    name: 'kerbline_commit_seconds',
    help: 'Time one commit of a group of records took',
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.registry],
  });
  readonly #lagSeconds = new Histogram({
    name: 'kerbline_record_lag_seconds',
    help: 'From the broker having stored a record to its commit',
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300, 3600],
    registers: [this.registry],
  });
  readonly #httpSeconds = new Histogram({
    name: 'kerbline_http_request_seconds',
    help: 'Time to answer a request, by method, route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers: [this.registry],
  });
  readonly streamClients = new Gauge({
    name: 'kerbline_stream_clients',
    help: 'Clients of the event stream now',
    registers: [this.registry],
  });
  readonly streamCut = new Counter({
    name: 'kerbline_stream_clients_cut_total',
    help: 'Clients of the event stream that were cut because they did not keep up',
    registers: [this.registry],
  });
  readonly descriptionsRefused = new Counter({
    name: 'kerbline_camera_descriptions_refused_total',
    help: 'Entries of the camera bucket that are no description',
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  committed(fresh: readonly EventRow[], deliveries: number, durationMs: number): void {
    const nowMs = Date.now();
    this.#commitSeconds.observe(durationMs / 1_000);
    this.#duplicates.inc(deliveries - fresh.length);
    for (const row of fresh) {
      this.#records.inc({ kind: row.kind });
      this.#recordBytes.inc(row.bytes);
      this.#lagSeconds.observe(Math.max(0, nowMs - row.received_at.getTime()) / 1_000);
    }
  }

  settled(settlement: Settlement): void {
    this.#deliveries.inc({ settled: settlement.do });
  }

  answered(request: { method: string; route: string; status: number; durationMs: number }): void {
    const { method, route, status, durationMs } = request;
    this.#httpSeconds.observe({ method, route, status: String(status) }, durationMs / 1_000);
  }
}
