import { Catch } from '@nestjs/common';
import type { RpcExceptionFilter } from '@nestjs/common';
import { throwError } from 'rxjs';
import type { Observable } from 'rxjs';

/**
 * Lets a handler's error reach the settle table as it is. Without it Nest turns every error into "Internal server
 * error", and a record that can never succeed would be delivered for ever.
 */
@Catch()
export class SettleErrorsFilter implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}
