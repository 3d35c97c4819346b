import { ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { DomainError } from '../errors/domain-error.js';
import { shortened } from './problem.js';

const MOST_PROBLEMS = 10;
const LONGEST_PROBLEM = 150;

function messages(errors: ValidationError[], path = ''): string[] {
  return errors.flatMap((error) => [
    ...Object.values(error.constraints ?? {}).map((text) => (path === '' ? text : `${path}.${text}`)),
    ...messages(error.children ?? [], path === '' ? error.property : `${path}.${error.property}`),
  ]);
}

/** Strict validation: unknown members are refused, values are converted to the DTO's types. */
export function strictValidation(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => {
      const problems = messages(errors)
        .slice(0, MOST_PROBLEMS)
        .map((problem) => shortened(problem, LONGEST_PROBLEM));
      return new DomainError('invalid', 'validation_failed', `${problems.join('; ')}.`, {
        extra: { errors: problems },
      });
    },
  });
}
