import { Controller, Get, Inject, Param, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController, ApiOperation } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { OpenToAll } from '../../access/access.guard.js';
import { CdsDesk } from '../http/cds-desk.js';
import { CdsError } from '../http/cds-error.js';
import { CdsErrorFilter } from '../http/cds-error.filter.js';
import { CdsQuery } from '../http/cds-query.js';
import { mustBeUuid } from '../http/path-id.js';
import { KeptCdsAnswers } from '../http/kept-cds-answers.js';
import { CurbQueries, decodePlaceCursor, encodePlaceCursor } from './curb-queries.js';
import { zoneView } from './curb-views.js';
import { readSpatialFilter } from './spatial-filter.js';

/** Where and since when which rules hold at the curb. Public, as the standard has it. */
@ApiExcludeController()
@Controller('cds/:city/curbs/zones')
@OpenToAll()
@UseFilters(CdsErrorFilter)
export class CurbZonesController {
  constructor(
    @Inject(CdsDesk) private readonly desk: CdsDesk,
    @Inject(CurbQueries) private readonly curbs: CurbQueries,
    @Inject(KeptCdsAnswers) private readonly answers: KeptCdsAnswers,
  ) {}

  @Get()
  @ApiOperation({ summary: "The standard's curb zones, now or at a time." })
  async list(
    @Param('city') cityId: string,
    @Query() given: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const asked = await this.desk.ask(request, cityId);
    const query = new CdsQuery(given);
    const areaId = query.uuid('area');
    const space = readSpatialFilter(query);
    const withGeometry = query.flag('include_geometry') ?? true;
    const atMs = query.timestamp('time') ?? Date.now();
    const limit = query.limit();
    const after = query.cursor(decodePlaceCursor);
    query.finish();
    const make = async () => {
      if (areaId !== null && !(await this.curbs.feature(cityId, 'area', areaId)))
        throw CdsError.notFound('area', areaId);
      const { rows, next } = await this.curbs.zones({ cityId, areaId, space, atMs }, { after, limit });
      const contents = await this.curbs.contentsOf(
        cityId,
        rows.map(({ curb_zone_id }) => curb_zone_id),
      );
      const zones = rows.map((row) =>
        zoneView(row, contents.get(row.curb_zone_id) ?? NOTHING, { version: asked.version, withGeometry }),
      );
      return this.desk.textOf(request, asked, {
        data: { zones },
        lastUpdatedMs: (await this.curbs.lastUpdatedMs(cityId)) ?? Date.now(),
        cursor: encodePlaceCursor(next),
      });
    };
    // Where nothing has changed since an answer was made it holds still, however often it is asked for.
    const kept = await this.answers.find(request, asked, make, await this.curbs.stateAt(cityId, atMs));
    this.desk.send(response, asked, kept?.text ?? (await make()));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One curb zone.' })
  async one(
    @Param() { city: cityId, id }: { city: string; id: string },
    @Query() given: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const asked = await this.desk.ask(request, cityId);
    const query = new CdsQuery(given);
    const timeMs = query.timestamp('time');
    const isHistoricShown = query.flag('show_historic') ?? false;
    query.finish();
    const row = await this.curbs.zone(cityId, mustBeUuid('zone', id));
    const atMs = timeMs ?? Date.now();
    const isInForce = row !== null && row.start_date.getTime() <= atMs && (row.end_date?.getTime() ?? Infinity) > atMs;
    if (!row || (!isInForce && (!isHistoricShown || timeMs !== null))) throw CdsError.notFound('zone', id);
    const contents = await this.curbs.contentsOf(cityId, [row.curb_zone_id]);
    const { version } = asked;
    this.desk.answer(request, response, asked, {
      data: zoneView(row, contents.get(row.curb_zone_id) ?? NOTHING, { version, withGeometry: true }),
      lastUpdatedMs: row.last_updated_date.getTime(),
    });
  }
}

const NOTHING = { areaIds: [], spaceIds: [], objectIds: [] };
