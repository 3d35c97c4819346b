import {
  BooleanField,
  CountField,
  MapField,
  ModelVersionDto,
  NumberedPageDto,
  ObjectField,
  ObjectsField,
  ShareField,
} from '#common';

export class RecommenderVersionDto extends ModelVersionDto {
  @MapField(
    'synthetic: whether the logs were generated. readAt: events received later are not in it. data: window and sizes. evaluation: on the held-out days, by a fit that never ' +
      'saw them, for als, popularity, item neighbours and the version that was live: Recall, NDCG, MAP, hit rate, coverage and ' +
      'novelty at 10, 20 and 100, expected percentile, 95 % intervals, by activity of users and popularity of songs. ' +
      'fits: iterations, losses and a hash of the vectors. seconds: by step',
    true,
    {
      example: {
        synthetic: false,
        data: {
          from: '2017-03-30',
          cut: '2017-05-05',
          to: '2017-05-12',
          heldOutDays: 7,
          users: 18204,
          songs: 23110,
        },
        evaluation: {
          als: { k: 20, users: 3000, recall: 0.094, ndcg: 0.0712, map: 0.031, hitRate: 0.42 },
          popularity: { k: 20, users: 3000, recall: 0.071, ndcg: 0.0493, map: 0.019, hitRate: 0.36 },
          aheadOf: { popularity: { value: 0.0219, low: 0.0181, high: 0.0256 } },
        },
      },
    },
  )
  report: Record<string, unknown>;
}

/** Of lists of `k` songs for users on the held-out days. */
export class RecommenderMetricsDto {
  @CountField('Length of the lists', { nullable: true, example: 20 })
  k: number | null;

  @CountField('How many users the version was evaluated on', { nullable: true, example: 3000 })
  users: number | null;

  @ShareField('NDCG', { nullable: true, example: 0.0712 })
  ndcg: number | null;

  @ShareField('NDCG of recommending what is popular', { nullable: true, example: 0.0493 })
  popularityNdcg: number | null;

  @ShareField('Recall', { nullable: true, example: 0.094 })
  recall: number | null;

  @ShareField('Recall of recommending what is popular', { nullable: true, example: 0.071 })
  popularityRecall: number | null;
}

export class RecommenderVersionSummaryDto extends ModelVersionDto {
  @BooleanField('Whether it learned from generated logs', { example: false })
  synthetic: boolean;

  @ObjectField(() => RecommenderMetricsDto, 'How good it is; everything else is in the report of the version')
  metrics: RecommenderMetricsDto;
}

export class RecommenderVersionsDto extends NumberedPageDto {
  @ObjectsField(() => RecommenderVersionSummaryDto, 'Newest first')
  models: RecommenderVersionSummaryDto[];
}
