import { Field, JoinedType } from '#common';
import { ROW_FORMATS } from '#common/publishing';
import type { RowFormat } from '#common/publishing';
import { ConstraintsBody } from '../answers/constraints/constraints.dto.js';
import { SCENARIO_NAME } from '../registry/scenarios/scenarios.js';
import { DIVERSITY } from '../serving/songs-query.dto.js';
import { UsersNarrowed } from '../serving/audience/audience.dto.js';
import { TARGETS } from './targets.js';
import type { Target } from './targets.js';

const PLAYED = ['false', 'true'] as const;

const NAME = {
  regex: /^[a-z0-9][a-z0-9._-]{0,62}$/,
  meaning: '1 to 63 small letters, digits, dots, hyphens and underscores, beginning with a letter or digit',
};

/** Where files go, and how they are written. */
class FilesBody {
  @Field.text('Name of the lists: files are in the folder `lists=<name>`', {
    pattern: NAME,
    example: 'weekly',
  })
  name: string;

  @Field.enum('Format of the files', ROW_FORMATS, { default: 'parquet' })
  format: RowFormat;

  @Field.enum(
    'The folder or the bucket of the settings; absent: the one that is set, of both the folder',
    TARGETS,
    { optional: true, example: 'folder' },
  )
  to?: Target;
}

export class ListsBody extends JoinedType(FilesBody, ConstraintsBody) {
  @Field.text('Only members of the audience of this key; absent: all users with a history', {
    optional: true,
    maxLength: 63,
    example: 'likely-to-leave',
  })
  audience?: string;

  @Field.text('Name of a scenario, whose live version says what is asked for where the body does not', {
    optional: true,
    ...SCENARIO_NAME,
  })
  scenario?: string;

  @Field.integer('Songs for each user; absent: 20', { optional: true, minimum: 1, maximum: 100, example: 20 })
  limit?: number;

  @Field.enum('Whether songs already played may be in the lists; absent: false', PLAYED, {
    optional: true,
    example: 'false',
  })
  includePlayed?: (typeof PLAYED)[number];

  @Field.share(`${DIVERSITY}; absent: 0`, { optional: true, example: 0 })
  diversity?: number;

  @Field.number('Leaves out songs with a lower score', { optional: true, example: 0.05 })
  minScore?: number;

  @Field.ids('song', 'Song ids to leave out', { optional: true, maxItems: 500, example: ['6468891'] })
  exclude?: string[];
}

export class UserListsBody extends JoinedType(FilesBody, UsersNarrowed) {
  @Field.ids('song', 'Song ids; of one outside the model nothing is written', {
    minItems: 1,
    maxItems: 1_000,
    example: ['15249349', '6468891'],
  })
  songIds: string[];

  @Field.integer('Users for each song', { minimum: 1, maximum: 10_000, default: 1_000 })
  limit: number;
}

export class ListsResultDto {
  @Field.integer('Version that made the lists', { minimum: 1, example: 3 })
  version: number;

  @Field.count('Rows of all files: a song of a list, or a user', { example: 400_000 })
  rows: number;

  @Field.text('Folder or address of the files', { example: '/var/lake/recommender/lists=weekly' })
  folder: string;

  @Field.values('Files; `manifest.json` names them, too', 'string', {
    example: ['version-3-1764576000000-0.parquet'],
  })
  files: string[];
}
