import { Injectable, Logger } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from '@prometheus-io/client';
import { SharedQuestion } from '../database/shared-question.js';

const SCRAPE = { waitMs: 2_000, keepMs: 5_000 };

/** One value for each set of labels. */
export interface Sample<Label extends string> {
  readonly labels: Record<Label, string>;
  readonly value: number;
}

/**
 * What a gauge shows: a number, one for each set of labels, or nothing (null) while there is nothing to show.
 */
type Reading<Label extends string> = number | null | Sample<Label>[];
type Read<Label extends string> = () => Reading<Label> | Promise<Reading<Label>>;

export interface MetricTexts<Label extends string = never> {
  /**
   * As Prometheus wants it: `musicbox_..._seconds`, `..._total` for counters. docs/operations.md lists them
   * all; a test holds it.
   */
  readonly name: string;
  readonly help: string;
  /**
   * Never ids of users, songs or requests: each new value is a new series for as long as Prometheus keeps it.
   */
  readonly labels?: readonly Label[];
}

export interface ListedMetric extends Required<MetricTexts<string>> {
  readonly type: 'counter' | 'gauge' | 'histogram';
}

/** Counts look-ups of one cache. */
export interface CacheLookups {
  hit(times?: number): void;
  miss(times?: number): void;
}

/**
 * All metrics of one service, in a registry of its own. What is to be shown is added while the
 * service starts.
 */
@Injectable()
export class Metrics {
  private readonly logger = new Logger('metrics');
  private readonly registry = new Registry();
  private readonly listed = new Map<string, ListedMetric>();
  private readonly counters = new Map<string, Counter<string>>();
  private readonly gauges = new Map<string, Read<string>[]>();
  private readonly answers: SharedQuestion<unknown>[] = [];

  constructor() {
    const texts = {
      name: 'musicbox_database_up',
      help: 'Whether PostgreSQL answered in time what this scrape asked it: 1 or 0',
    };
    this.gauge(texts, async () => {
      const answers = await Promise.all(this.answers.map((answer) => answer.get()));
      return answers.length === 0 ? null : Number(answers.every((answer) => answer !== null));
    });
  }

  /** A count that grows here; the same one when it is asked for again. */
  counter<Label extends string = never>(texts: MetricTexts<Label>): Counter<Label> {
    const { name } = texts;
    const counter = this.counters.get(name) ?? new Counter<string>(this.enlist(texts, 'counter'));
    this.counters.set(name, counter);
    return counter;
  }

  histogram<Label extends string = never>(texts: MetricTexts<Label>, buckets: number[]): Histogram<Label> {
    return new Histogram<Label>({ ...this.enlist(texts, 'histogram'), buckets });
  }

  /** A value that is read at each scrape; a name that is asked for again has the series of both. */
  gauge<Label extends string = never>(texts: MetricTexts<Label>, read: Read<Label>): void {
    const reads = this.gauges.get(texts.name) ?? [];
    if (reads.push(read) > 1) return;
    this.gauges.set(texts.name, reads);
    const gauge = new Gauge<string>({
      ...this.enlist(texts, 'gauge'),
      async collect() {
        const readings = await Promise.all(reads.map(async (each) => await each()));
        gauge.reset();
        gauge.remove({});
        for (const reading of readings) show(gauge, reading);
      },
    });
  }

  /** A count that something else keeps, read at each scrape. */
  count(texts: MetricTexts, read: () => number): void {
    const counter = new Counter({
      ...this.enlist(texts, 'counter'),
      collect() {
        counter.reset();
        counter.inc(read());
      },
    });
  }

  /**
   * What gauges show of PostgreSQL. Scrapes that follow each other share an answer, at most one question is
   * open, and none is waited for longer than two seconds, so that a database that hangs cannot hang a scrape.
   * @returns the newest answer; null when there was none in time: then `musicbox_database_up` is 0
   */
  askDatabase<Answer>(ask: () => Promise<Answer>): () => Promise<Answer | null> {
    const answer = new SharedQuestion(ask, SCRAPE, (reason) =>
      this.logger.warn(`PostgreSQL did not answer what a scrape asked: ${reason}`),
    );
    this.answers.push(answer);
    return () => answer.get();
  }

  /** From now on the default metrics of the library are shown too: those of the process and of Node. */
  addProcess(): void {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Everything in the text format of Prometheus. */
  async text(): Promise<string> {
    return await this.registry.metrics();
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** The metrics of the service, whether or not they have a value now. */
  list(): ListedMetric[] {
    return [...this.listed.values()];
  }

  private enlist<Label extends string>(
    { name, help, labels = [] }: MetricTexts<Label>,
    type: ListedMetric['type'],
  ): { name: string; help: string; labelNames: readonly Label[]; registers: Registry[] } {
    this.listed.set(name, { name, help, labels, type });
    return { name, help, labelNames: labels, registers: [this.registry] };
  }
}

function show(gauge: Gauge<string>, reading: Reading<string>): void {
  if (reading === null) return;
  if (typeof reading === 'number') gauge.set(reading);
  else for (const { labels, value } of reading) gauge.set(labels, value);
}

export function countLookups(metrics: Metrics, cache: string): CacheLookups {
  const lookups = metrics.counter({
    name: 'musicbox_cache_lookups_total',
    help: 'Look-ups of a cache by what came of them: hit or miss',
    labels: ['cache', 'result'],
  });
  const hits = { cache, result: 'hit' };
  const misses = { cache, result: 'miss' };
  lookups.inc(hits, 0);
  lookups.inc(misses, 0);
  return {
    hit: (times = 1) => lookups.inc(hits, times),
    miss: (times = 1) => lookups.inc(misses, times),
  };
}
