import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import { Column, Entity, In, PrimaryColumn } from 'typeorm';

/** An object of the bucket of LOGS_BUCKET that a load has taken. */
@Entity('fetched_object')
export class FetchedObject {
  @PrimaryColumn('text')
  key: string;

  @Column('text')
  etag: string;

  /** Of the bytes that arrived, in hexadecimal. */
  @Column('text')
  sha256: string;

  @Column('timestamptz')
  fetchedAt: Date;
}

@Injectable()
export class FetchedObjectsRepository {
  constructor(private readonly database: Database) {}

  /** Those that no load has taken as they are now. */
  async newAmong<Listed extends { key: string; etag: string }>(
    objects: readonly Listed[],
  ): Promise<Listed[]> {
    const fetched = new Map<string, string>();
    for (let at = 0; at < objects.length; at += 1_000) {
      const keys = objects.slice(at, at + 1_000).map(({ key }) => key);
      const rows = await this.database.dataSource.manager.findBy(FetchedObject, { key: In(keys) });
      for (const { key, etag } of rows) fetched.set(key, etag);
    }
    return objects.filter(({ key, etag }) => fetched.get(key) !== etag);
  }

  async store(objects: readonly Omit<FetchedObject, 'fetchedAt'>[]): Promise<void> {
    const fetchedAt = new Date();
    const rows = objects.map(({ key, etag, sha256 }) => ({ key, etag, sha256, fetchedAt }));
    await this.database.dataSource.manager.upsert(FetchedObject, rows, ['key']);
  }
}
