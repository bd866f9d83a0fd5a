import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { mergeMap, type Observable } from 'rxjs';
import { InForce } from '../relay/in-force.js';
import { Announced } from './announced.js';

/** Holds the answer to a change back until the change is in force. */
@Injectable()
export class InForceInterceptor implements NestInterceptor {
  constructor(private readonly inForce: InForce) {}

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      mergeMap(async (result: unknown) => {
        if (!(result instanceof Announced)) return result;
        const { answer, changes } = result as Announced<unknown>;
        await this.inForce.wait(changes);
        return answer;
      }),
    );
  }
}
