import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { Field } from '../fields/fields.js';

/** The shape of every error answer, for the API document; some errors add members of their own. */
export class ProblemDto {
  @Field.text('Always about:blank: the code says which problem it is', { example: 'about:blank' })
  type: string;

  @Field.text('Short name of the status', { example: 'Not Found' })
  title: string;

  @Field.integer('HTTP status code', { minimum: 400, maximum: 599, example: 404 })
  status: number;

  @Field.text('What is wrong and what to do', { example: 'No event of user 42 has been loaded.' })
  detail: string;

  @Field.text('Stable machine-readable code', { example: 'user_unknown' })
  code: string;

  @Field.text('Path that was asked for', { optional: true, example: '/churn/42' })
  instance?: string;

  @Field.text('Quote it when you report the problem; it is in the log too', { example: 'req-1f' })
  requestId: string;

  @Field.text('Trace that the request belongs to, where the caller sent a traceparent', {
    optional: true,
    example: '4bf92f3577b34da6a3ce929d0e0e4736',
  })
  traceId?: string;

  @Field.values('`validation_failed`: what is wrong with each member, ten problems at most', 'string', {
    optional: true,
    example: ['limit must be a whole number from 1 to 200'],
  })
  errors?: string[];
}

/**
 * In the API document: the codes with which a handler, or each of a controller, refuses, and what they mean,
 * by HTTP status.
 */
export function Refuses(codes: Readonly<Record<number, string>>): MethodDecorator & ClassDecorator {
  const answers = Object.entries(codes).map(([status, description]) =>
    ApiResponse({ status: Number(status), type: ProblemDto, description }),
  );
  return applyDecorators(...answers);
}
