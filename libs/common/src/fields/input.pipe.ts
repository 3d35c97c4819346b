import { Injectable } from '@nestjs/common';
import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import { DomainError } from '../errors/domain-error.js';
import { strictValidation } from '../http/validation.js';
import { fieldsOf } from './field.js';
import type { ClassOf } from './field.js';
import { readInput } from './read-input.js';

/** Reads bodies, queries and path parameters by the fields of the class that the handler names. */
@Injectable()
export class InputPipe implements PipeTransform {
  private readonly earlier = strictValidation();

  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    const { type, metatype } = metadata;
    if (type === 'custom' || metatype === undefined) return value;
    // For classes whose members are not all declared by fields yet.
    if (!isOfFields(metatype as ClassOf)) {
      // ValidationPipe would take it away without a word.
      if (typeof value === 'object' && value !== null && Object.hasOwn(value, '__proto__')) {
        throw new DomainError('invalid', 'validation_failed', '__proto__ is not known here.');
      }
      return this.earlier.transform(value, metadata);
    }
    return readInput(metatype as ClassOf, value, type === 'body' ? 'json' : 'text');
  }
}

function isOfFields(type: ClassOf): boolean {
  const fields = fieldsOf(type);
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  return fields.size > 0 && rules.every(({ propertyName }) => fields.has(propertyName));
}
