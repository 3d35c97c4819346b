import { Field, IntervalDto } from '#common';
import { UPLIFT_LEARNERS } from '#ml';

export class ArmResultDto {
  @Field.text('Name of the arm', { example: 'treatment' })
  arm: string;

  @Field.count('Users who were assigned to it', { example: 6262 })
  users: number;

  @Field.share('Share of them without an event; of a campaign of the target `ended`, who ended', {
    example: 0.269,
  })
  churnRate: number;

  @Field.count('Users who were held out', { example: 1566 })
  holdoutUsers: number;

  @Field.share('Share of them without an event; of a campaign of the target `ended`, who ended', {
    example: 0.3,
  })
  holdoutChurnRate: number;

  @Field.object(() => IntervalDto, 'Churn rate of the arm less that of the hold-out (Newcombe)')
  difference: IntervalDto;

  @Field.object(
    () => IntervalDto,
    'The same, adjusted by the risk of each user at launch (CUPED): the effect. Not adjusted where fewer than 5 users of an arm were silent, or were not',
  )
  adjusted: IntervalDto;

  @Field.share('Share of the variance that the risk at launch explains', { example: 0.31 })
  explained: number;

  @Field.object(
    () => IntervalDto,
    '`adjusted` by the churn rate of the hold-out: both intervals hold 0, or neither does. Null while it runs, or where that rate may be 0',
    { nullable: true },
  )
  relativeLift: IntervalDto | null;

  @Field.object(() => IntervalDto, 'What it brought, less its cost; null while it runs', { nullable: true })
  net: IntervalDto | null;
}

export class BalanceDto {
  @Field.text('Name of the arm, or `holdout`', { example: 'holdout' })
  arm: string;

  @Field.count('Users', { example: 1566 })
  users: number;

  @Field.share('Mean probability at launch', { example: 0.301 })
  meanProbability: number;

  @Field.number('Mean plays in the feature window before', { example: 41.2 })
  meanPlays: number;

  @Field.number('Mean probability less that of the hold-out, in deviations', { example: 0.008 })
  probabilityDifference: number;

  @Field.number('Mean plays less those of the hold-out, in deviations', { example: -0.004 })
  playsDifference: number;
}

class SampleRatioDto {
  @Field.share('Chance of so large a deviation', { example: 0.4 })
  pValue: number;

  @Field.boolean('Whether it is too large for chance (p < .001, from 100 users on)', { example: false })
  isMismatch: boolean;
}

export class CampaignResultDto {
  @Field.text('What came of it, in a sentence', {
    example: 'The contact lowers churn by 3.10 percentage points (95 % interval -5.00 to -1.20 points).',
  })
  headline: string;

  @Field.day('Last day that was looked at', { example: '2017-05-12' })
  through: string;

  @Field.boolean(
    'False: the label window is open. Users are counted who have been silent so far, which is not churn yet; intervals hold for all looks together',
    { example: true },
  )
  isFinal: boolean;

  @Field.text('Why no effect is shown; null where one is', { nullable: true, example: null })
  withheldBecause: string | null;

  @Field.object(() => SampleRatioDto, 'Whether the arms have the sizes that were assigned')
  sampleRatio: SampleRatioDto;

  @Field.objects(() => BalanceDto, 'What was known of the arms at launch')
  balance: readonly BalanceDto[];

  @Field.objects(
    () => ArmResultDto,
    'The effect of each arm against the hold-out, with intervals that hold for all arms together; none where it is withheld',
  )
  arms: readonly ArmResultDto[];
}

export class CampaignPartDto extends CampaignResultDto {
  @Field.text('Part of the users, by the value of the fact', { example: 'premium' })
  part: string;
}

export class CampaignPartsDto {
  @Field.objects(
    () => CampaignPartDto,
    'Each measured by itself, with intervals that hold for all parts together; none before the first day of the label window is loaded',
  )
  parts: readonly CampaignPartDto[];
}

class UpliftLearnerDto {
  @Field.enum('How the uplift was learned', UPLIFT_LEARNERS, { example: 'two models' })
  learner: (typeof UPLIFT_LEARNERS)[number];

  @Field.share('Chance that users with the same effect look as different', { example: 0.004 })
  pValue: number;

  @Field.object(() => IntervalDto, 'Normalised Qini coefficient; 0 is chance, 1 knows the outcomes')
  qini: IntervalDto;

  @Field.share('Share of the users whose uplift is worth a contact', { example: 0.45 })
  chosenShare: number;

  @Field.object(() => IntervalDto, 'Net value of contacting these, a user of the audience')
  net: IntervalDto;

  @Field.object(() => IntervalDto, 'The same less that of contacting all')
  gainOverAll: IntervalDto;
}

export class UpliftDto {
  @Field.text('Whether users can be chosen by their effect, in a sentence', {
    example: 'No proof that the effect differs between users (p = 0.41): choose by risk and value alone.',
  })
  headline: string;

  @Field.text('Way of contact that it is of: with several, the one with the smallest chance', {
    example: 'treatment',
  })
  arm: string;

  @Field.boolean('Whether the effect differs between users beyond chance (p at most .02)', { example: false })
  isProven: boolean;

  @Field.share('Smallest chance of the learners, times their number and that of the ways of contact', {
    example: 0.41,
  })
  pValue: number;

  @Field.count('Users that the measures are of: none of them was learned from before', { example: 6262 })
  users: number;

  @Field.enum('Learner with the smallest chance', UPLIFT_LEARNERS, { example: 'two models' })
  best: (typeof UPLIFT_LEARNERS)[number];

  @Field.objects(() => UpliftLearnerDto, 'Each way of learning')
  learners: readonly UpliftLearnerDto[];

  @Field.objects(
    () => IntervalDto,
    'Share of users kept, in each fifth by the uplift of the best, highest first',
  )
  fifths: readonly IntervalDto[];
}
