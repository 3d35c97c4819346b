import type { AudienceRepository, PairNews } from './audience.repository.js';

/** What has happened to the users that an answer looked at, so that it can be seen later whether anything more has. */
export class NewsOfUsers {
  private readonly userIds: string[] = [];
  private readonly news: PairNews[] = [];

  /** @param songId who has met it; null: no song. @param since milliseconds */
  constructor(
    private readonly songId: string | null,
    private readonly since: number,
  ) {}

  /** In the order of the users. */
  async read(audience: AudienceRepository, userIds: readonly string[]): Promise<PairNews[]> {
    const found = await audience.newsOf(userIds, this.songId, this.since);
    this.userIds.push(...userIds);
    this.news.push(...found);
    return found;
  }

  /** Whether all is as it was when it was read. */
  async isUnchanged(audience: AudienceRepository): Promise<boolean> {
    const now = await audience.newsOf(this.userIds, this.songId, this.since);
    return now.every(({ isExcluded, hasMet, device }, n) => {
      const then = this.news[n]!;
      return isExcluded === then.isExcluded && hasMet === then.hasMet && device === then.device;
    });
  }
}
