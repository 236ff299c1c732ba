import { Controller, Get, Inject, Param, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController, ApiOperation } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { OpenToAll } from '../../access/access.guard.js';
import { CdsDesk } from '../http/cds-desk.js';
import { CdsError } from '../http/cds-error.js';
import { CdsErrorFilter } from '../http/cds-error.filter.js';
import { CdsQuery } from '../http/cds-query.js';
import { mustBeUuid } from '../http/path-id.js';
import { CurbQueries, decodePlaceCursor, encodePlaceCursor } from './curb-queries.js';
import { policyView } from './curb-views.js';

/** The rules themselves. A policy never changes: another content is another policy. Public. */
@ApiExcludeController()
@Controller('cds/:city/curbs/policies')
@OpenToAll()
@UseFilters(CdsErrorFilter)
export class CurbPoliciesController {
  constructor(
    @Inject(CdsDesk) private readonly desk: CdsDesk,
    @Inject(CurbQueries) private readonly curbs: CurbQueries,
  ) {}

  @Get()
  @ApiOperation({ summary: "The standard's curb policies that are published." })
  async list(
    @Param('city') cityId: string,
    @Query() given: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const asked = await this.desk.ask(request, cityId);
    const query = new CdsQuery(given);
    const ids = query.uuids('ids');
    const limit = query.limit();
    const after = query.cursor(decodePlaceCursor);
    query.finish();
    const { rows, next } = await this.curbs.policies(cityId, ids, { after, limit });
    this.desk.answer(request, response, asked, {
      data: { policies: rows.map((row) => policyView(row, asked.version)) },
      lastUpdatedMs: (await this.curbs.lastUpdatedMs(cityId)) ?? Date.now(),
      cursor: encodePlaceCursor(next),
    });
  }

  @Get(':id')
  @ApiOperation({ summary: 'One curb policy.' })
  async one(
    @Param() { city: cityId, id }: { city: string; id: string },
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const asked = await this.desk.ask(request, cityId);
    const page = { after: null, limit: 1 };
    const { rows } = await this.curbs.policies(cityId, [mustBeUuid('policy', id)], page);
    const [row] = rows;
    if (!row) throw CdsError.notFound('policy', id);
    this.desk.answer(request, response, asked, {
      data: policyView(row, asked.version),
      lastUpdatedMs: row.published_date.getTime(),
    });
  }
}
