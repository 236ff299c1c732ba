import { Inject, Injectable } from '@nestjs/common';
import type { CityClock } from '../aggregates/city-clock.js';
import { clockOf } from '../cities/city.js';
import { HubSettings } from '../config/hub-settings.js';
import { boundCity } from '../persistence/city-scope.js';

/** The city of whoever asks, for queries: within a request the caller's, elsewhere the hub's own. */
@Injectable()
export class CallersCity {
  constructor(@Inject(HubSettings) private readonly settings: HubSettings) {}

  get id(): string {
    return boundCity()?.id ?? this.settings.config.city.id;
  }

  get clock(): CityClock {
    return boundCity()?.clock ?? clockOf(this.settings.config.timeZone);
  }
}
