import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';

const HOUR_MS = 3_600_000;

/** Small work of every instance: what is past its time goes, at the start of the service and every hour. */
@Injectable()
export class HourlyUpkeep implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('upkeep');
  private readonly tasks = new Map<string, () => Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  /**
   * Call it in onModuleInit.
   * @param what the task removes, in plural, for the log
   */
  add(what: string, task: () => Promise<void>): void {
    this.tasks.set(what, task);
  }

  onApplicationBootstrap(): void {
    void this.run();
    this.timer = setInterval(() => void this.run(), HOUR_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** Runs all tasks, one after the other. Never throws: a task that fails is run again an hour later. */
  run(): Promise<void> {
    this.running = this.running.then(() => this.runAll());
    return this.running;
  }

  private async runAll(): Promise<void> {
    for (const [what, task] of this.tasks) {
      await task().catch((error: unknown) => {
        this.logger.warn(`Could not remove ${what}: ${String(error)}`);
      });
    }
  }
}
