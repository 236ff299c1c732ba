import { Retention } from '../retention/retention.js';
import { Cities } from './cities.js';
import { CityController } from './city.controller.js';
import { CityRegister } from './city-register.js';

/** What a city decides, and what follows from it. */
export const CITY_CONTROLLERS = [CityController];
export const CITY_PROVIDERS = [Cities, CityRegister, Retention];
