import type { JobContext } from '#common';
import { JobDto, JobsService, SETTINGS } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { realLogsFolder, resolveLogsPath } from '../archives/logs-folder.js';
import type { IngestSettings } from '../ingest.settings.js';
import type { LoadSummary } from './load-outcome.js';
import type { LoadProgress } from './load-progress.js';
import { LoadService } from './load.service.js';

const INGEST = 'ingest';

interface IngestInput {
  path: string;
}

/** Loading as a job: further loads wait their turn, and each tells how far it is. */
@Injectable()
export class IngestJob implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly load: LoadService,
    @Inject(SETTINGS) private readonly settings: IngestSettings,
  ) {}

  onModuleInit(): void {
    this.jobs.register<IngestInput, LoadSummary>({
      kind: INGEST,
      whenBusy: 'queue',
      run: (input, context) => this.run(input, context),
    });
  }

  /** @throws DomainError when there is no such path below the logs folder */
  async start(path: string): Promise<JobDto> {
    await resolveLogsPath(this.settings.LOGS_DIR, path);
    return await this.jobs.start(INGEST, { path });
  }

  private async run({ path }: IngestInput, context: JobContext): Promise<LoadSummary> {
    // Once more: the path may have changed while the job waited.
    const root = await realLogsFolder(this.settings.LOGS_DIR);
    const real = await resolveLogsPath(this.settings.LOGS_DIR, path);
    const started = performance.now();
    const report = (progress: LoadProgress): void => {
      context.progress(described(progress, (performance.now() - started) / 1000));
    };
    return await this.load.load(root, real, report, context.signal);
  }
}

function described(
  progress: LoadProgress,
  seconds: number,
): { step: string; fraction: number; detail: Record<string, number> } {
  const { bytes, bytesDone, lines } = progress;
  return {
    step: 'loading archives',
    fraction: bytes === 0 ? 1 : bytesDone / bytes,
    detail: { ...progress, linesPerSecond: Math.round(lines / Math.max(seconds, 0.001)) },
  };
}
