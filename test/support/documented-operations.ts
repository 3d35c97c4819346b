import type { OpenAPIObject } from '@nestjs/swagger';

/** JSON Schema as OpenAPI 3.0 has it, as far as the tests read it. */
export interface Schema {
  $ref?: string;
  type?: string;
  nullable?: boolean;
  enum?: unknown[];
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  items?: Schema;
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  example?: unknown;
  default?: unknown;
}

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  example?: unknown;
  schema: Schema;
}

interface DocumentedResponse {
  content?: Record<string, { schema?: Schema }>;
}

export interface Operation {
  /** In capitals. */
  method: string;
  /** The path with its parameters in braces. */
  template: string;
  parameters: Parameter[];
  /** Of a JSON body. */
  body: Schema | null;
  /** By status; references are resolved. */
  responses: Record<string, DocumentedResponse>;
}

interface RawOperation {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema?: Schema }> };
  responses: Record<string, DocumentedResponse & { $ref?: string }>;
}

/** The operations of an OpenAPI document. */
export class DocumentedOperations {
  readonly all: Operation[];
  private readonly byPath: { operation: Operation; parameters: number; pattern: RegExp }[];

  constructor(private readonly document: OpenAPIObject) {
    this.all = Object.entries(document.paths).flatMap(([template, methods]) =>
      Object.entries(methods as Record<string, RawOperation>).map(([method, operation]) =>
        this.read(method.toUpperCase(), template, operation),
      ),
    );
    this.byPath = this.all.map((operation) => ({
      operation,
      parameters: operation.template.split('{').length - 1,
      pattern: patternOf(operation.template),
    }));
  }

  /**
   * The operation that answers a request, as a router finds it: a literal path before one with parameters. HEAD is answered by GET.
   * @param path without a query
   */
  of(method: string, path: string): Operation | null {
    const asked = method === 'HEAD' ? 'GET' : method;
    const fits = this.byPath
      .filter(({ operation, pattern }) => operation.method === asked && pattern.test(path))
      .sort((a, b) => a.parameters - b.parameters);
    return fits[0]?.operation ?? null;
  }

  /** The schema that a reference leads to; any other schema as it is. */
  resolved(schema: Schema): Schema {
    if (schema.$ref === undefined) return schema;
    return this.document.components!.schemas![schema.$ref.split('/').at(-1)!] as Schema;
  }

  private read(method: string, template: string, operation: RawOperation): Operation {
    const { parameters = [], requestBody, responses } = operation;
    const shared = this.document.components?.responses ?? {};
    return {
      method,
      template,
      parameters,
      body: requestBody?.content['application/json']?.schema ?? null,
      responses: Object.fromEntries(
        Object.entries(responses).map(([status, response]) => [
          status,
          response.$ref === undefined
            ? response
            : (shared[response.$ref.split('/').at(-1)!] as DocumentedResponse),
        ]),
      ),
    };
  }
}

function patternOf(template: string): RegExp {
  const literals = template.split(/\{\w+\}/).map((text) => text.replace(/[.*+?^$()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literals.join('[^/]+')}$`);
}
