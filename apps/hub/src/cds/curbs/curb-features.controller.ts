import { Controller, Get, Inject, Param, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController, ApiOperation } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { OpenToAll } from '../../access/access.guard.js';
import type { FeatureKind } from '../../persistence/curb.row.js';
import { CdsDesk } from '../http/cds-desk.js';
import type { Asked } from '../http/cds-desk.js';
import { CdsError } from '../http/cds-error.js';
import { CdsErrorFilter } from '../http/cds-error.filter.js';
import { CdsQuery } from '../http/cds-query.js';
import { mustBeUuid } from '../http/path-id.js';
import { CurbQueries, decodePlaceCursor, encodePlaceCursor } from './curb-queries.js';
import { featureView } from './curb-views.js';
import { readSpatialFilter } from './spatial-filter.js';

const KINDS: ReadonlyMap<string, FeatureKind> = new Map([
  ['areas', 'area'],
  ['spaces', 'space'],
  ['objects', 'object'],
]);

interface FeatureAddress {
  readonly city: string;
  readonly list: string;
  readonly id: string;
}

/** Areas, spaces and objects: optional, so a city that has none of a kind does not offer it. Public. */
@ApiExcludeController()
@Controller('cds/:city/curbs/:list')
@OpenToAll()
@UseFilters(CdsErrorFilter)
export class CurbFeaturesController {
  constructor(
    @Inject(CdsDesk) private readonly desk: CdsDesk,
    @Inject(CurbQueries) private readonly curbs: CurbQueries,
  ) {}

  @Get()
  @ApiOperation({ summary: "The standard's curb areas, objects or spaces, as this address names them." })
  async list(
    @Param() address: FeatureAddress,
    @Query() given: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const asked = await this.desk.ask(request, address.city);
    const kind = await this.#offered(address, asked);
    const query = new CdsQuery(given);
    const zoneId = kind === 'area' ? null : query.uuid('zone');
    const spaceId = kind === 'object' ? query.uuid('space') : null;
    const space = kind === 'object' ? null : readSpatialFilter(query);
    const limit = query.limit();
    const after = query.cursor(decodePlaceCursor);
    const timeMs = kind === 'area' ? null : query.timestamp('time');
    query.finish();
    const cityId = address.city;
    if (zoneId !== null && !(await this.curbs.zone(cityId, zoneId))) throw CdsError.notFound('zone', zoneId);
    if (spaceId !== null && !(await this.curbs.feature(cityId, 'space', spaceId))) {
      throw CdsError.notFound('space', spaceId);
    }
    const filter = { cityId, kind, zoneId, spaceId, space, publishedByMs: timeMs };
    const { rows, next } = await this.curbs.features(filter, { after, limit });
    this.desk.answer(request, response, asked, {
      data: { [address.list]: rows.map((row) => featureView(row, asked.version)) },
      lastUpdatedMs: (await this.curbs.lastUpdatedMs(cityId)) ?? Date.now(),
      cursor: encodePlaceCursor(next),
    });
  }

  @Get(':id')
  @ApiOperation({ summary: 'One curb area, object or space.' })
  async one(
    @Param() address: FeatureAddress,
    @Query() given: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const asked = await this.desk.ask(request, address.city);
    const kind = await this.#offered(address, asked);
    const query = new CdsQuery(given);
    const timeMs = kind === 'area' ? null : query.timestamp('time');
    query.finish();
    const row = await this.curbs.feature(address.city, kind, mustBeUuid(kind, address.id));
    if (!row || (timeMs !== null && row.published_date.getTime() > timeMs)) throw CdsError.notFound(kind, address.id);
    this.desk.answer(request, response, asked, {
      data: featureView(row, asked.version),
      lastUpdatedMs: row.last_updated_date.getTime(),
    });
  }

  async #offered({ city, list }: FeatureAddress, { version }: Asked): Promise<FeatureKind> {
    const kind = KINDS.get(list);
    if (!kind) throw new CdsError(404, 'there is nothing at this address');
    // 1.0 has no objects at all.
    const isOffered = (version !== '1.0' || kind !== 'object') && (await this.curbs.publishes(city, kind));
    if (!isOffered) throw CdsError.notOffered(list);
    return kind;
  }
}
