import { RowFile } from '#common/publishing';
import type { Row, WrittenFile } from '#common/publishing';
import type { AskedList, SongRequest } from '../answers/best-songs.js';
import { addFacts } from '../answers/constraints/fact-rows.js';
import { SongFacts } from '../answers/constraints/song-facts.js';
import { dislikedRows } from '../answers/disliked-rows.js';
import { rounded } from '../answers/millionths.js';
import { idMaker } from '../answers/recommendation-id.js';
import { sourceOf } from '../answers/shown-songs.js';
import { rankSongsOfEach } from '../answers/song-ranking.js';
import { listenerOf } from '../listener/listener.js';
import { decodeArtefact } from '../model/model-artefact.js';
import type { ModelArtefact } from '../model/model-artefact.js';
import { listingModel } from '../model/recommender-decoder.js';
import type { RecommenderModel } from '../model/recommender-model.js';
import { LIST_COLUMNS } from './list-task.js';
import type { ListBasis, ListedUser, ListTask } from './list-task.js';

/** Ranks songs for users as requests have them ranked, and writes the lists into files, one after the other. */
export class ListWriter {
  private readonly facts: SongFacts;
  private readonly newId: ReturnType<typeof idMaker>;
  private file: RowFile | null = null;

  private constructor(
    private readonly basis: ListBasis,
    private readonly artefact: ModelArtefact,
    private readonly model: RecommenderModel,
    private readonly request: SongRequest,
  ) {
    this.facts = new SongFacts(model.songIds.length);
    this.newId = idMaker(basis.key);
  }

  static async over(basis: ListBasis): Promise<ListWriter> {
    const artefact = decodeArtefact(basis.artefact);
    const model = await listingModel(artefact, basis.rule);
    if (basis.recent !== null) model.followRecent(basis.recent);
    const rowsOf = (ids: readonly string[]) =>
      ids.map((id) => model.findSong(id)).filter((row) => row !== -1);
    const { exclude, include, ...asked } = basis.asked;
    const songs = { exclude: rowsOf(exclude), include: include && rowsOf(include) };
    return new ListWriter(basis, artefact, model, { ...asked, ...songs, constraints: null });
  }

  async work(task: Exclude<ListTask, { basis: ListBasis }>): Promise<WrittenFile | null> {
    if ('hiddenSongs' in task) this.model.hideSongs(task.hiddenSongs);
    else if ('facts' in task) this.learn(task.facts);
    else if ('open' in task) this.file = await RowFile.create(task.open, this.basis.format, LIST_COLUMNS);
    else if ('users' in task) await this.file!.add(this.rowsOf(task.users));
    else return await this.file!.finish();
    return null;
  }

  private learn(rows: Extract<ListTask, { facts: unknown }>['facts']): void {
    if (rows === 'end') this.facts.close();
    else addFacts(this.facts, this.model, rows);
  }

  private rowsOf(users: readonly ListedUser[]): Row[] {
    const { model } = this;
    const songIds = this.basis.songIds ?? model.songIds;
    const asked = users.map((user) => this.askedFor(user));
    return rankSongsOfEach(model, asked).flatMap(({ rows, scores }, n) => {
      const { userId, shown } = users[n]!;
      const { source } = asked[n]!.listener;
      const id = this.newId({
        ...this.basis.origin,
        source,
        userId,
        experimentId: null,
        variant: null,
        exploration: null,
      });
      return rows.map((song, place) => [
        shown,
        place + 1,
        String(songIds[song]),
        rounded(scores[place]!),
        sourceOf(model, song, source),
        id,
      ]);
    });
  }

  private askedFor({ userId, events, dislikes }: ListedUser): AskedList {
    const { model, facts, request } = this;
    const { constraints } = this.basis;
    const { factors, userFactors } = this.artefact;
    const row = model.findUser(userId);
    const isTrained = row !== -1 && model.hasHistory(row);
    const trained = isTrained ? userFactors.subarray(row * factors, (row + 1) * factors) : null;
    return {
      listener: listenerOf(model, row, trained, events),
      request: {
        ...request,
        exclude: [...request.exclude, ...dislikedRows(model, dislikes, facts)],
        constraints: constraints === null ? null : { facts, asked: constraints },
      },
    };
  }
}
