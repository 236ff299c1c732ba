import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { RecordKind } from '#events';
import type { RecordDelivery, Settlement } from '#events/nats';

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
    help: 'Messages from the broker, by how they were settled: ack, nak (comes again), term (nothing of it is usable)',
    labelNames: ['settled'],
    registers: [this.registry],
  });
  readonly #deadLetters = new Counter({
    name: 'kerbline_dead_letters_total',
    help: 'Records given up and kept as dead letters',
    registers: [this.registry],
  });
  readonly deviceClockOff = new Gauge({
    name: 'kerbline_device_clock_off_seconds',
    help: 'How far the clock of a box is ahead (negative: behind) whose records are given up for it; none while it is right',
    labelNames: ['device'],
    registers: [this.registry],
  });
  readonly commitsFailed = new Counter({
    name: 'kerbline_commits_failed_total',
    help: 'Commits that failed and whose records come again, by trouble: full (disk), busy (locks, time limits), other',
    labelNames: ['trouble'],
    registers: [this.registry],
  });
  readonly databaseFull = new Gauge({
    name: 'kerbline_database_full',
    help: '1 while the database has no room for records',
    registers: [this.registry],
  });
  readonly rawEventsRemoved = new Counter({
    name: 'kerbline_raw_events_removed_total',
    help: 'Raw events removed because their city keeps them no longer, those of dropped partitions left out',
    registers: [this.registry],
  });
  readonly rawEventPartitionsDropped = new Counter({
    name: 'kerbline_raw_event_partitions_dropped_total',
    help: 'Weeks of raw events dropped whole because no city keeps them any longer',
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
  readonly replicaReads = new Counter({
    name: 'kerbline_replica_reads_total',
    help: 'Statements meant for the read replica, by who answered them: replica, or primary while it was away',
    labelNames: ['answered'],
    registers: [this.registry],
  });
  readonly replicaAway = new Gauge({
    name: 'kerbline_read_replica_away',
    help: '1 while the read replica cannot be asked',
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

  committed(fresh: readonly { delivery: RecordDelivery }[], deliveries: number, durationMs: number): void {
    const nowMs = Date.now();
    this.#commitSeconds.observe(durationMs / 1_000);
    this.#duplicates.inc(deliveries - fresh.length);
    const kinds = new Map<RecordKind, number>();
    let bytes = 0;
    for (const { delivery } of fresh) {
      const kind = delivery.record.body.type;
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      bytes += delivery.bytes;
      this.#lagSeconds.observe(Math.max(0, nowMs - delivery.receivedAtMs) / 1_000);
    }
    for (const [kind, count] of kinds) this.#records.inc({ kind }, count);
    this.#recordBytes.inc(bytes);
  }

  settled(settlement: Settlement): void {
    this.#deliveries.inc({ settled: settlement.do });
    if (settlement.do !== 'nak') this.#deadLetters.inc(settlement.givenUp.length);
  }

  answered(request: { method: string; route: string; status: number; durationMs: number }): void {
    const { method, route, status, durationMs } = request;
    this.#httpSeconds.observe({ method, route, status: String(status) }, durationMs / 1_000);
  }
}
