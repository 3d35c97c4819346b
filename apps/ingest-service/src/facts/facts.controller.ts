import { Answers, Compressed, Refuses, UserIdParams } from '#common';
import { Body, Controller, Delete, Get, Param, Put } from '@nestjs/common';
import {
  FactBody,
  FactDto,
  FactParams,
  FactsDto,
  StoredFactsDto,
  UserFactsBody,
  UserFactsDto,
} from './facts.dto.js';
import { Facts } from './facts.service.js';

@Controller()
export class FactsController {
  constructor(private readonly facts: Facts) {}

  @Get('ingest/facts')
  @Compressed()
  @Answers(FactsDto, 'Facts of users that are declared, and of whom and of which days they are known')
  listFacts(): Promise<FactsDto> {
    return this.facts.list();
  }

  @Put('admin/facts/:fact')
  @Answers(FactDto, 'Declare a fact of users, or change its label', {
    details:
      'Such as a plan, a price, a trial, the day of renewal. Trainings learn from it unless `forModels` is false; a version keeps the facts that it learned from.',
  })
  @Refuses({
    409: '`fact_type_fixed`: remove the fact with its values first; `too_many_facts`: 100 are declared',
  })
  declareFact(@Param() { fact }: FactParams, @Body() body: FactBody): Promise<FactDto> {
    return this.facts.declare(fact, body);
  }

  @Delete('admin/facts/:fact')
  @Answers(FactDto, 'Remove a fact with its values', {
    details: 'Versions of the churn model that read it cannot be used any more: train one without it.',
    answer: 'What was removed',
  })
  @Refuses({ 404: '`fact_unknown`' })
  removeFact(@Param() { fact }: FactParams): Promise<FactDto> {
    return this.facts.remove(fact);
  }

  @Put('users/:userId/facts')
  @Answers(StoredFactsDto, 'Tell facts of a user from a day on (write key)', {
    details:
      'A change holds from its day until the next one; scores and trainings of a day never see a later one. What held on the day already is not stored again. All values are stored or none. Many users: a load with a mapping of `kind: user`.',
  })
  @Refuses({ 400: '`fact_unfit`: a value of another type; `day_implausible`' })
  @Refuses({ 409: '`fact_unknown`: it is not declared; `user_erased`: nothing is stored of erased users' })
  setUserFacts(@Param() { userId }: UserIdParams, @Body() body: UserFactsBody): Promise<StoredFactsDto> {
    return this.facts.set(userId, body);
  }

  @Get('ingest/users/:userId/facts')
  @Compressed()
  @Answers(UserFactsDto, 'Changes of the facts of a user')
  listFactsOfUser(@Param() { userId }: UserIdParams): Promise<UserFactsDto> {
    return this.facts.ofUser(userId);
  }
}
