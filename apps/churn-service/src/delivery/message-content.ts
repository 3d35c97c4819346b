import { Database, leftOutOf, OuterIds } from '#common';
import type { ContactBar } from '#common';
import { Injectable } from '@nestjs/common';
import type { LeasedMessage } from './outbox.js';
import { SELECT_CHANGES, SELECT_CONTACTS } from './delivery.sql.js';

const SELECT_RUN = `/* delivery.run */
  SELECT a.key AS audience, r.snapshot_date AS snapshot, p.snapshot_date AS "previousSnapshot", r.id AS run,
    r.previous_run_id AS "previousRun", r.members, r.digest::text AS digest, r.created_at AS "createdAt"
  FROM audience_run r JOIN audience a ON a.id = r.audience_id LEFT JOIN audience_run p ON p.id = r.previous_run_id
  WHERE r.id = $1`;

/** What a body is made of. */
export type MessageSource = Pick<
  LeasedMessage,
  'type' | 'run' | 'part' | 'parts' | 'data' | 'createdAt' | 'isReplay'
>;

/** A run of an audience, as its messages name it. */
interface RunFacts {
  readonly audience: string;
  readonly snapshot: string;
  readonly previousSnapshot: string | null;
  readonly run: number;
  readonly previousRun: number | null;
  readonly members: number;
  readonly digest: string;
  readonly createdAt: Date;
}

/** A user who entered or left. */
interface Change {
  readonly id: string;
  /** As callers know the user. */
  readonly userId: string;
  readonly entered: boolean;
  /** Null of a user who left. */
  readonly probability: number | null;
  readonly reason: string;
}

/** A user whom a campaign contacts. */
export interface Contact {
  readonly userId: string;
  readonly arm: string;
  readonly probability: number;
}

interface ChangeRow extends Change {
  /** Of an erased user, whose text is stored nowhere else. */
  readonly userText: string | null;
  /** Why the user may not be contacted now. */
  readonly bar: ContactBar | null;
}

/**
 * Reads what messages contain, at each attempt: an erased user is in none of a later attempt. Nor is the entry of
 * a user who may be contacted no more; the run that follows says that the user left.
 */
@Injectable()
export class MessageContent {
  constructor(
    private readonly database: Database,
    private readonly ids: OuterIds,
  ) {}

  /** The bytes of the body: `{type, timestamp, data}`. */
  async body(message: MessageSource): Promise<Buffer> {
    const { timestamp, data } =
      message.run === null
        ? { timestamp: message.createdAt, data: await this.dataOf(message) }
        : await this.dataOfRun(message, message.run);
    return Buffer.from(JSON.stringify({ type: message.type, timestamp: timestamp.toISOString(), data }));
  }

  private async dataOfRun(
    { part, parts, isReplay }: MessageSource,
    id: number,
  ): Promise<{ timestamp: Date; data: object }> {
    const [run] = await this.database.query<RunFacts>(SELECT_RUN, [id]);
    const { createdAt, ...facts } = run!;
    const parameters = [id, part, isReplay];
    const rows = await this.database.prepared<ChangeRow>('delivery.changes', SELECT_CHANGES, parameters);
    const changes = await this.shown(rows);
    const listOf = (isEntry: boolean) =>
      changes.filter(({ entered }) => entered === isEntry).map(({ entered: _entered, ...change }) => change);
    return {
      timestamp: createdAt,
      data: {
        ...facts,
        part,
        parts,
        isReplay,
        entered: listOf(true),
        left: listOf(false),
        leftOut: leftOutOf(rows.map(({ entered, bar }) => (entered ? bar : null))),
      },
    };
  }

  private async dataOf({ type, data, part, parts }: MessageSource): Promise<object> {
    if (type !== 'campaign.launched') return data!;
    const { campaign } = data as { campaign: string };
    const rows = await this.database.query<Contact>(SELECT_CONTACTS, [campaign, part]);
    const shown = await this.ids.shown(
      'user',
      rows.map(({ userId }) => userId),
    );
    const users = rows.map((contact) => ({ ...contact, userId: shown(contact.userId) }));
    return { ...data, part, parts, users };
  }

  private async shown(all: readonly ChangeRow[]): Promise<Change[]> {
    const rows = all.filter(({ entered, bar }) => !entered || bar === null);
    const shown = await this.ids.shown(
      'user',
      rows.map(({ userId }) => userId),
    );
    return rows.map(({ id, userId, userText, entered, probability, reason }) => ({
      id,
      userId: userText ?? shown(userId),
      entered,
      probability,
      reason,
    }));
  }
}
