import { All, Controller, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { OpenToAll } from '../../access/access.guard.js';
import { CdsError } from './cds-error.js';
import { CdsErrorFilter } from './cds-error.filter.js';

/** Every other address below `/cds`: missing, in the standard's words. */
@ApiExcludeController()
@Controller('cds')
@OpenToAll()
@UseFilters(CdsErrorFilter)
export class NothingHereController {
  @All('{*path}')
  nothing(): never {
    throw new CdsError(404, 'there is nothing at this address');
  }
}
