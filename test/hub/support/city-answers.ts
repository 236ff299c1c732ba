import { CURB_KINDS, LANE_KINDS } from '#curb';
import {
  CITY_HEAT_MAP,
  CITY_HOT_SPOTS,
  CITY_PERIOD,
  HEAT_MAP,
  HOT_SPOTS,
  PERIOD,
} from '../../../apps/hub/src/insights/insight-statements.js';
import type { Database } from '../../../apps/hub/src/persistence/database.js';
import type { CityDays } from './cities-with-hours.js';

const LANES_TOLD = 5;

/** Every answer about a whole city, by its name: from the rows of each hour and zone, and from the city's sums. */
export async function cityAnswers(database: Database, { id, fromMs, toMs }: CityDays) {
  const ask = async (statement: string, ...more: unknown[]) => {
    const rows = await database.query<object>(statement, [id, new Date(fromMs), new Date(toMs), null, null, ...more]);
    return rows;
  };
  const inOrder = (rows: object[]) => rows.map((row) => JSON.stringify(row)).sort();
  return {
    fromRows: {
      curbWeek: inOrder(await ask(HEAT_MAP, CURB_KINDS)),
      laneWeek: inOrder(await ask(HEAT_MAP, LANE_KINDS)),
      curbPeriod: await ask(PERIOD, CURB_KINDS),
      lanePeriod: await ask(PERIOD, LANE_KINDS),
      hotSpots: await ask(HOT_SPOTS, LANE_KINDS, LANES_TOLD),
    },
    fromSums: {
      curbWeek: inOrder(await ask(CITY_HEAT_MAP.curb, CURB_KINDS)),
      laneWeek: inOrder(await ask(CITY_HEAT_MAP.lane, LANE_KINDS)),
      curbPeriod: await ask(CITY_PERIOD.curb, CURB_KINDS),
      lanePeriod: await ask(CITY_PERIOD.lane, LANE_KINDS),
      hotSpots: await ask(CITY_HOT_SPOTS, LANE_KINDS, LANES_TOLD),
    },
  };
}
