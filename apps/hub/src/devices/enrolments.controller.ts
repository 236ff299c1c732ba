import { Body, Controller, HttpCode, HttpStatus, Inject, Post, Req } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { z } from 'zod';
import { OpenToAll } from '../access/access.guard.js';
import { ApiProblem } from '../api/problem.js';
import { ProblemResponses } from '../api/problem-responses.js';
import { AuditedAnswers } from '../audit/audited-answers.js';
import { HubSettings } from '../config/hub-settings.js';
import { TokenBuckets } from '../limits/token-buckets.js';
import { addressOf } from '../limits/door.js';
import { HubLog } from '../log/hub-log.js';
import { Database } from '../persistence/database.js';
import { DeviceProblem, DeviceRegistry } from './device-registry.js';
import type { Enrolled } from './device-registry.js';

class EnrolmentRequest {
  @ApiProperty({ example: '7KQ2-M0XE-93TD-VB5A' })
  readonly code!: string;
  @ApiProperty({ description: 'The public key of the pair the box has made: U and 55 more characters' })
  readonly publicKey!: string;
}

class EnrolmentView {
  @ApiProperty({ example: 'pole-17' })
  readonly deviceId!: string;
  @ApiProperty({ example: 'demo' })
  readonly cityId!: string;
  @ApiProperty({ type: [String], example: ['tls://broker.example.org:4222'] })
  readonly servers!: string[];
  @ApiProperty({ type: String, nullable: true, description: 'Certificates of the authorities to trust, PEM' })
  readonly ca!: string | null;
}

const enrolmentRequest = z.object({ code: z.string().max(64), publicKey: z.string().max(64) });
/** One address may try ten codes at once and then ten a minute, all together two a second: 80 bits stay unguessed. */
const PER_ADDRESS = { burst: 10, perSecond: 1 / 6 };
const TOGETHER = { burst: 120, perSecond: 2 };
const ADDRESSES_MAX = 10_000;
const STATUS = { unknown: 404, conflict: 409, invalid: 400 } as const;

/** Where a box trades its code for a place at the broker. Its seed never comes here. */
@ApiTags('devices')
@Controller('api/v1/enrolments')
@OpenToAll()
export class EnrolmentsController {
  readonly #ofAddress = new TokenBuckets(PER_ADDRESS, ADDRESSES_MAX);
  readonly #together = new TokenBuckets(TOGETHER, 1);
  readonly #registry: DeviceRegistry;

  constructor(
    @Inject(Database) database: Database,
    @Inject(HubSettings) private readonly settings: HubSettings,
    @Inject(HubLog) private readonly log: HubLog,
    @Inject(AuditedAnswers) private readonly answers: AuditedAnswers,
  ) {
    this.#registry = new DeviceRegistry(database);
  }

  @Post()
  @ApiOperation({ summary: 'Takes a box in that shows its code.' })
  @HttpCode(HttpStatus.CREATED)
  @ApiBody({ type: EnrolmentRequest })
  @ApiCreatedResponse({ type: EnrolmentView })
  @ProblemResponses(400, 404, 409, 429, 503)
  async enrol(@Body() body: unknown, @Req() request: Request): Promise<EnrolmentView> {
    const address = addressOf(request);
    const nowMs = performance.now();
    const waitMs = this.#ofAddress.take(address, nowMs) || this.#together.take('all', nowMs);
    if (waitMs > 0) throw new ApiProblem(429, 'too many attempts: wait a minute and try again', [], waitMs);
    const parsed = enrolmentRequest.safeParse(body);
    if (!parsed.success) throw new ApiProblem(400, 'expected { "code": "…", "publicKey": "U…" }');
    const { deviceId, cityId } = await this.#noted(parsed.data.code, () =>
      this.#trade(parsed.data.code, parsed.data.publicKey, address),
    );
    this.log.info('device enrolled', { deviceId, cityId });
    const { natsUrl, config } = this.settings;
    const { boxAddresses, boxCa } = config.broker;
    return { deviceId, cityId, servers: boxAddresses.length > 0 ? [...boxAddresses] : natsUrl.split(','), ca: boxCa };
  }

  /** Whoever shows a code that was made is its box. A code that was not made is of no city, and has no line. */
  async #noted(code: string, trade: () => Promise<Enrolled>): Promise<Enrolled> {
    const box = await this.#registry.boxOf(code);
    if (box === null) return trade();
    const { deviceId, cityId } = box;
    const deed = {
      city_id: cityId,
      actor: `${deviceId} (its code)`,
      action: 'POST /api/v1/enrolments',
      subject: deviceId,
    };
    return this.answers.note(deed, trade, () => HttpStatus.CREATED);
  }

  async #trade(code: string, publicKey: string, address: string) {
    try {
      return await this.#registry.enrol(code, publicKey);
    } catch (error) {
      if (!(error instanceof DeviceProblem)) throw error;
      this.log.warn('enrolment refused', { address, problem: error.message });
      throw new ApiProblem(STATUS[error.kind], error.message);
    }
  }
}
