import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { CallersCity } from '../access/callers-city.js';
import { Needs } from '../access/needs.js';
import { decodeTimeCursor, encodeTimeCursor } from '../api/cursor.js';
import { ListQueries } from '../api/list-queries.js';
import { ProblemResponses } from '../api/problem-responses.js';
import { QueryReader } from '../api/query-reader.js';
import { AuditLog } from './audit-log.js';

class AuditLine {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;
  @ApiProperty({ format: 'date-time' })
  readonly time!: string;
  @ApiProperty({ description: 'The name of a key, or who else it was', example: 'traffic department' })
  readonly actor!: string;
  @ApiProperty({ example: 'POST /api/v1/cameras/:id/reload-config' })
  readonly action!: string;
  @ApiProperty({ description: 'What it was done to', example: 'main-street' })
  readonly subject!: string;
  @ApiProperty({ type: Number, nullable: true, description: 'Of the answer; 0: a command went well; null: not over' })
  readonly status!: number | null;
}

class AuditList {
  @ApiProperty({ type: [AuditLine] })
  readonly data!: AuditLine[];
  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page' })
  readonly next!: string | null;
}

@ApiTags('administration')
@Controller('api/v1/audit')
@Needs('admin')
export class AuditController {
  constructor(
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(CallersCity) private readonly city: CallersCity,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Who changed what in this city, the newest first.' })
  @ListQueries()
  @ApiOkResponse({ type: AuditList })
  @ProblemResponses(400, 401, 403, 503)
  async list(@Query() query: unknown): Promise<AuditList> {
    const reader = new QueryReader(query);
    const limit = reader.limit();
    const cursor = reader.cursor(decodeTimeCursor);
    reader.finish();
    const rows = await this.audit.list(this.city.id, { cursor, limit: limit + 1 });
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      data: page.map(({ id, at, actor, action, subject, status }) => ({
        id,
        time: at.toISOString(),
        actor,
        action,
        subject,
        status,
      })),
      next: last ? encodeTimeCursor({ atMs: last.at.getTime(), id: last.id }) : null,
    };
  }
}
