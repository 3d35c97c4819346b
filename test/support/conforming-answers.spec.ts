import type { OpenAPIObject } from '@nestjs/swagger';
import { ConformingAnswers } from './conforming-answers.js';

const JSON_TYPE = 'application/json; charset=utf-8';
const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';
const problem = { content: { 'application/problem+json': { schema: ref('ProblemDto') } } };

function ref(name: string) {
  return { $ref: `#/components/schemas/${name}` };
}

const DOCUMENT: OpenAPIObject = {
  openapi: '3.0.0',
  info: { title: 'Users', version: '1' },
  paths: {
    '/users/{id}': {
      get: {
        responses: {
          200: { description: 'One', content: { 'application/json': { schema: ref('UserDto') } } },
          404: { description: 'None', ...problem },
        },
      },
    },
    '/users/list': {
      get: {
        responses: {
          200: {
            description: 'All',
            content: { 'application/json': { schema: { type: 'array', items: ref('UserDto') } } },
          },
          400: { $ref: '#/components/responses/Problem400' },
        },
      },
    },
    '/page': { get: { responses: { 200: { description: 'A page', content: { 'text/html': {} } } } } },
  },
  components: {
    responses: { Problem400: { description: 'Malformed', ...problem } },
    schemas: {
      UserDto: {
        type: 'object',
        required: ['id', 'seen', 'device', 'plays'],
        properties: {
          id: { type: 'string', pattern: '^\\d+$' },
          seen: { type: 'string', format: 'date' },
          device: { type: 'string', enum: ['android', 'ios', null], nullable: true },
          kind: { type: 'string', enum: ['new', 'old'], nullable: true },
          plays: { type: 'integer' },
          friend: { type: 'object', nullable: true, allOf: [ref('UserDto')] },
        },
      },
      ProblemDto: {
        type: 'object',
        required: ['status', 'code'],
        properties: { status: { type: 'integer' }, code: { type: 'string' } },
      },
    },
  },
};
const USER = { id: '7', seen: '2017-03-30', device: 'ios', plays: 3 };
const answers = new ConformingAnswers(DOCUMENT);

function check(url: string, status: number, body: unknown, type = JSON_TYPE): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  answers.check('GET', url, { status, headers: { 'content-type': type }, text });
}

describe('answers', () => {
  it.each([
    ['/users/7?full=true', 200, USER, JSON_TYPE],
    ['/users/7', 200, { ...USER, device: null, friend: null }, JSON_TYPE],
    ['/users/7', 200, { ...USER, friend: { ...USER, friend: USER } }, JSON_TYPE],
    ['/users/list', 200, [USER, USER], JSON_TYPE],
    ['/users/7', 404, { status: 404, code: 'user_unknown', userId: '7' }, PROBLEM_TYPE],
    ['/users/list', 400, { status: 400, code: 'malformed' }, PROBLEM_TYPE],
    ['/nowhere', 404, { status: 404, code: 'path_unknown' }, PROBLEM_TYPE],
    ['/page', 200, '<p>', 'text/html; charset=utf-8'],
  ])('that are as documented pass: %s %i %j', (url, status, body, type) => {
    expect(() => check(url, status, body, type)).not.toThrow();
  });

  it.each([
    ['a wrong type', '/users/7', 200, { ...USER, plays: '3' }, '/plays must be integer'],
    ['a fraction for an integer', '/users/7', 200, { ...USER, plays: 0.5 }, '/plays must be integer'],
    ['a missing member', '/users/7', 200, { ...USER, plays: undefined }, "required property 'plays'"],
    ['an extra member', '/users/7', 200, { ...USER, age: 3 }, 'additional properties: "age"'],
    ['one deep inside', '/users/7', 200, { ...USER, friend: { ...USER, age: 3 } }, 'properties: "age"'],
    ['one in a list', '/users/list', 200, [USER, { ...USER, age: 3 }], '/1 must NOT have'],
    ['a day that is none', '/users/7', 200, { ...USER, seen: '2017-02-30' }, 'match format "date"'],
    ['an odd id', '/users/7', 200, { ...USER, id: 'x' }, '/id must match pattern'],
    ['null where none may be', '/users/7', 200, { ...USER, id: null }, '/id must be string'],
    [
      'null that an enumeration lacks',
      '/users/7',
      200,
      { ...USER, kind: null },
      '/kind must be equal to one',
    ],
    ['an undocumented status', '/users/7', 500, { status: 500, code: 'x' }, 'status 500 of GET /users/{id}'],
    ['a status of another operation', '/users/list', 404, { status: 404, code: 'x' }, 'status 404'],
    ['another media type', '/users/7', 404, { status: 404, code: 'x' }, 'media type "application/json"'],
    ['an undocumented operation', '/nowhere', 200, {}, 'no operation GET /nowhere'],
  ])('with %s are refused', (_fault, url, status, body, message) => {
    expect(() => check(url, status, body)).toThrow(message);
  });
});
