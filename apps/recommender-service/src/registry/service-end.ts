import { DomainError } from '#common';
import { Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown } from '@nestjs/common';

/** Ends what is made in the background. */
@Injectable()
export class ServiceEnd implements BeforeApplicationShutdown {
  private readonly ending = new AbortController();
  /** Aborted when the service stops. */
  readonly signal = this.ending.signal;

  beforeApplicationShutdown(): void {
    this.ending.abort(new DomainError('unavailable', 'service_stops', 'The service stops; ask again.'));
  }
}
