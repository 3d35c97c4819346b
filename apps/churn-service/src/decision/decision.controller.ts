import { Answers, Compressed, Refuses } from '#common';
import { Controller, Get, Module, Query } from '@nestjs/common';
import { DecisionDto, DecisionQuery } from './decision.dto.js';
import { DecisionService } from './decision.service.js';
import { ScoresModule } from '../scores/scores.module.js';
import { ServingModule } from '../serving/serving.module.js';

@Controller('churn/decision')
class DecisionController {
  constructor(private readonly decisions: DecisionService) {}

  @Get()
  @Compressed()
  @Answers(
    DecisionDto,
    'How many users are worth a contact, and what does it earn compared with simpler choices?',
    {
      details:
        'The cut is where a contact just pays; the plan applies it to the newest scores, `test` to users whose outcome is known. ' +
        'With `order=value` the plan takes the value of each user where it is known, and `savedValue` otherwise. ' +
        '`budget` and `users` are those of the whole population; test users have their share of them.',
    },
  )
  @Refuses({ 404: '`scores_missing`: nobody has been scored yet', 503: '`churn_model_missing`' })
  decideContacts(@Query() query: DecisionQuery): Promise<DecisionDto> {
    return this.decisions.decide(query);
  }
}

/** Who is worth a contact. */
@Module({
  imports: [ScoresModule, ServingModule],
  controllers: [DecisionController],
  providers: [DecisionService],
})
export class DecisionModule {}
