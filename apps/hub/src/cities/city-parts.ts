import { PublicFeedController } from '../public-feed/public-feed.controller.js';
import { PublicFeedReader } from '../public-feed/public-feed-reader.js';
import { Retention } from '../retention/retention.js';
import { CitySums } from '../sums/city-sums.js';
import { Cities } from './cities.js';
import { CityController } from './city.controller.js';
import { CityRegister } from './city-register.js';
import { Forgettings } from './forgettings.js';

/** What a city decides, and what follows from it. */
export const CITY_CONTROLLERS = [CityController, PublicFeedController];
export const CITY_PROVIDERS = [Cities, CityRegister, CitySums, Forgettings, PublicFeedReader, Retention];
