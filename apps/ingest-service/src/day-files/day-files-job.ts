import type { JobContext } from '#common';
import { Database, JobDto, JobsService, SETTINGS } from '#common';
import { closeSparkPlace, openSparkPlace, runSparkJob, sparkOptions } from '#common/spark';
import type { SparkPlace } from '#common/spark';
import { compiledFile } from '#common/threads';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { plausibleDays } from '../formats/plausible-day.js';
import type { IngestSettings } from '../ingest.settings.js';
import { outcomeOf } from '../loading/archive-loader.js';
import { LoadSummaryDto } from '../loading/load-job.dto.js';
import { LoadTotals } from '../loading/load-outcome.js';
import type { LoadSummary } from '../loading/load-outcome.js';
import { LogsPathDto } from '../loading/logs-path-endpoint.js';
import { findArchives } from '../sources/archive-files.js';
import type { FoundFiles } from '../sources/archive-files.js';
import { realLogsFolder, resolveLogsPath } from '../sources/logs-folder.js';
import { ErasedUsersRepository } from '../storage/erased-users.repository.js';
import { ARCHIVE, archiveRow, readOutcomes } from './archive-table.js';
import { dayTasks } from './day-tasks.js';
import type { DayTask } from './day-tasks.js';
import { TABLES } from './day-writer.js';
import { writeErased } from './erased-file.js';
import { TableFile } from './table-file.js';

const DAY_FILES = 'ingest.day-files';
const PROGRAM = fileURLToPath(compiledFile('./write-days.js', import.meta.url));
/** What the file of archives is called whose names or places refuse them. */
const REFUSED = 'refused';

/** Reads archives by Spark, a day a task, into Parquet files by day. */
@Injectable()
export class DayFilesJob implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly database: Database,
    private readonly erasedUsers: ErasedUsersRepository,
    @Inject(SETTINGS) private readonly settings: IngestSettings,
  ) {}

  onModuleInit(): void {
    this.jobs.register({
      kind: DAY_FILES,
      input: LogsPathDto,
      result: LoadSummaryDto,
      whenBusy: 'queue',
      run: ({ path }, context) => this.run(path, context),
    });
  }

  /** @throws DomainError when there is no such path below the logs folder */
  async start(path: string): Promise<JobDto> {
    await resolveLogsPath(this.settings.LOGS_DIR, path);
    return await this.jobs.start(DAY_FILES, { path });
  }

  private async run(path: string, context: JobContext): Promise<LoadSummary> {
    const { LOGS_DIR, LOGS_MIN_AGE_SECONDS, LOGS_DONE_MARKER } = this.settings;
    const started = performance.now();
    const found = await findArchives(
      await realLogsFolder(LOGS_DIR),
      await resolveLogsPath(LOGS_DIR, path),
      plausibleDays(this.settings, Date.now()),
      { minAgeSeconds: LOGS_MIN_AGE_SECONDS, doneMarker: LOGS_DONE_MARKER },
    );
    const spark = sparkOptions(this.settings);
    const folder = resolve(this.settings.DAY_FILES_DIR ?? join(dirname(spark.folder), 'day-files'));
    const draft = join(folder, `.${context.jobId}`);
    for (const table of [...Object.keys(TABLES), draft])
      await mkdir(resolve(folder, table), { recursive: true });
    const place = await openSparkPlace(spark, context.jobId);
    try {
      const totals = this.totalsOfOthers(found, folder, draft);
      const tasks = await dayTasks(found.files, context.signal);
      if (tasks.length > 0) await this.read(tasks, place, [folder, draft], context);
      for (const { day } of tasks)
        for (const outcome of await readOutcomes(join(folder, 'archive', `${day}.parquet`)))
          totals.add(outcome);
      return totals.summary((performance.now() - started) / 1000);
    } finally {
      await closeSparkPlace(place);
      await rm(draft, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    }
  }

  private async read(
    tasks: DayTask[],
    place: SparkPlace,
    folders: string[],
    context: JobContext,
  ): Promise<void> {
    const detail = { engine: 'spark', days: tasks.length, log: place.log };
    await runSparkJob(place, {
      script: 'days.py',
      spec: await this.write(tasks, place, folders),
      onShare: (share) => context.progress({ step: 'reading archives', fraction: share, detail }),
      signal: context.signal,
    });
  }

  /** What Spark is to do. */
  private async write(tasks: DayTask[], { work }: SparkPlace, folders: string[]): Promise<object> {
    await mkdir(work, { recursive: true });
    const files = { tasks: join(work, 'tasks'), erased: join(work, 'erased') };
    await writeFile(files.tasks, tasks.map((task) => JSON.stringify(task)).join('\n'));
    const erased = await this.database.transaction((transaction) => this.erasedUsers.all(transaction));
    if (erased !== null) await writeErased(files.erased, erased);
    const program = [process.execPath, PROGRAM, ...folders, ...(erased === null ? [] : [files.erased])];
    return { tasks: files.tasks, program };
  }

  /** Counts files that no task reads, and lists those that their names or places refuse. */
  private totalsOfOthers({ files, refused, waiting }: FoundFiles, folder: string, draft: string): LoadTotals {
    const totals = new LoadTotals();
    const list = new TableFile(join(draft, REFUSED), ARCHIVE);
    for (const file of refused) {
      const outcome = { ...file, kind: null, state: 'refused' as const, tally: null };
      totals.add(outcome);
      list.add(archiveRow(file, outcome));
    }
    list.publish(join(folder, 'archive', `${REFUSED}.parquet`));
    for (const file of waiting) totals.add(outcomeOf(file, 'waiting', file.reason));
    for (const file of files.filter(({ archive }) => archive.day === null))
      totals.add(outcomeOf(file, 'waiting', 'date_missing'));
    return totals;
  }
}
