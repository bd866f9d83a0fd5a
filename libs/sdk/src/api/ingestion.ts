// Follows from docs/openapi/ingestion.json: npm run docs.
export interface paths {
  '/v1/tenants/{tenant}/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Publish an event
     * @description 202 means that the event is on Kafka, on all in-sync replicas. `data` reaches every receiver byte for byte as it stands in the request. A CloudEvent 1.0 is taken in each form of its HTTP protocol binding: structured, binary (attributes in `ce-` headers, any JSON as the body), and, answered as `/events/batch` answers, `application/cloudevents-batch+json`.
     */
    post: operations['publishEvent'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/tenants/{tenant}/events/batch': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Publish many events
     * @description Up to 1000 events and 8 MiB. Each is judged by itself, and has its own result in its own place; those of one ordering key keep their order.
     */
    post: operations['publishEvents'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    Published: {
      id: string;
      type: string;
      /** Format: date-time */
      timestamp: string;
      /** @description The id was published before; this is the first one’s answer, and nothing is delivered again. */
      duplicate: boolean;
    };
    BatchPublished: {
      /** @description One for each event, in their order. */
      results: (
        | {
            /** @enum {number} */
            status: 202;
            id: string;
            duplicate: boolean;
          }
        | {
            status: number;
            code: components['schemas']['ProblemCode'];
            detail: string;
            errors?: {
              path: string;
              message: string;
              /** @description Of a break between two schemas, which kind it is. */
              kind?: string;
            }[];
          }
      )[];
    };
    /** @enum {string} */
    ProblemCode:
      | 'malformed_request'
      | 'malformed_json'
      | 'invalid_request'
      | 'invalid_cursor'
      | 'unauthorized'
      | 'forbidden'
      | 'address_not_allowed'
      | 'reserved'
      | 'not_found'
      | 'method_not_allowed'
      | 'conflict'
      | 'idempotency_key_reused'
      | 'request_in_progress'
      | 'endpoint_quota_exceeded'
      | 'precondition_failed'
      | 'incompatible_schema'
      | 'payload_too_large'
      | 'unsupported_media_type'
      | 'unknown_event_type'
      | 'unknown_version'
      | 'archived'
      | 'schema_mismatch'
      | 'invalid_schema'
      | 'address_forbidden'
      | 'rate_limited'
      | 'event_quota_exceeded'
      | 'internal_error'
      | 'unavailable';
    Problem: {
      type: string;
      title: string;
      status: number;
      code: components['schemas']['ProblemCode'];
      detail: string;
      errors?: {
        path: string;
        message: string;
        /** @description Of a break between two schemas, which kind it is. */
        kind?: string;
      }[];
    };
  };
  responses: {
    /** @description A problem (RFC 9457): its code is stable, its detail says what to do. */
    Problem: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        /**
         * @example {
         *       "type": "urn:postrider:problem:invalid_request",
         *       "title": "Some fields of the request are wrong; `errors` names each.",
         *       "status": 400,
         *       "code": "invalid_request",
         *       "detail": "Some fields of the request are wrong; `errors` names each.",
         *       "errors": [
         *         {
         *           "path": "/url",
         *           "message": "is missing: it must be a text"
         *         }
         *       ]
         *     }
         */
        'application/problem+json': components['schemas']['Problem'];
      };
    };
  };
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  publishEvent: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description Without an id of your own: the same key means the same event, or the same ones in a batch.
         * @example checkout-1042
         */
        'idempotency-key'?: string;
      };
      path: {
        /** @example acme */
        tenant: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "type": "order.created",
         *       "data": {
         *         "order": 1042,
         *         "total": 129.9,
         *         "customer": {
         *           "country": "de"
         *         }
         *       },
         *       "labels": [
         *         "eu"
         *       ]
         *     }
         */
        'application/json': {
          type: string;
          /** @description Yours, so that a repeat is recognised; made for you when left out. */
          id?: string;
          /**
           * Format: date-time
           * @description When it happened; now, when left out.
           */
          timestamp?: string;
          orderingKey?: string;
          /** @description What subscriptions can ask for, and lists be narrowed down to. */
          labels?: string[];
          /** @description The version of the event type that data is in; the latest that is not archived, when left out. */
          version?: number;
          /**
           * Format: date-time
           * @description Nothing is sent before this time, up to 30 days ahead; at once, when left out or past. Not with orderingKey.
           */
          deliverAt?: string;
          /** @description Delivered byte for byte as it stands here. */
          data: unknown;
        };
        /**
         * @example {
         *       "specversion": "1.0",
         *       "id": "1042",
         *       "source": "/shop",
         *       "type": "order.created",
         *       "time": "2026-03-01T12:00:00.000Z",
         *       "data": {
         *         "order": 1042,
         *         "total": 129.9,
         *         "customer": {
         *           "country": "de"
         *         }
         *       }
         *     }
         */
        'application/cloudevents+json': {
          /** @constant */
          specversion: '1.0';
          id: string;
          /** @description A URI reference. With `id`, it makes the event id. */
          source: string;
          type: string;
          /** Format: date-time */
          time?: string;
          orderingkey?: string;
          /** @description The version of the event type that data is in; the latest that is not archived, when left out. */
          dataversion?: number;
          /** @description Labels, with commas between them: eu,vip. */
          labels?: string;
          /** @description application/json, or a type that ends in +json. */
          datacontenttype?: string;
          /** @description Delivered byte for byte as it stands here. */
          data: unknown;
        } & {
          [key: string]: unknown;
        };
      };
    };
    responses: {
      /** @description Accepted. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "evt_01KJMMA2G0VD4NW26PJRXY7W2M",
           *       "type": "order.created",
           *       "timestamp": "2026-03-01T12:00:00.000Z",
           *       "duplicate": false
           *     }
           */
          'application/json': components['schemas']['Published'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  publishEvents: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description Without an id of your own: the same key means the same event, or the same ones in a batch.
         * @example checkout-1042
         */
        'idempotency-key'?: string;
      };
      path: {
        /** @example acme */
        tenant: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example [
         *       {
         *         "type": "order.created",
         *         "data": {
         *           "order": 1042,
         *           "total": 129.9,
         *           "customer": {
         *             "country": "de"
         *           }
         *         }
         *       },
         *       {
         *         "type": "order.created",
         *         "data": {
         *           "order": 1043,
         *           "total": 20
         *         }
         *       }
         *     ]
         */
        'application/json': unknown[];
        /**
         * @example [
         *       {
         *         "specversion": "1.0",
         *         "id": "1042",
         *         "source": "/shop",
         *         "type": "order.created",
         *         "time": "2026-03-01T12:00:00.000Z",
         *         "data": {
         *           "order": 1042,
         *           "total": 129.9,
         *           "customer": {
         *             "country": "de"
         *           }
         *         }
         *       }
         *     ]
         */
        'application/cloudevents-batch+json': unknown[];
      };
    };
    responses: {
      /** @description Each event has its result. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "results": [
           *         {
           *           "status": 202,
           *           "id": "evt_01KJMMA2G0VD4NW26PJRXY7W2M",
           *           "duplicate": false
           *         },
           *         {
           *           "status": 202,
           *           "id": "evt_01KJMMA2G0C2V6Y0XJ3RZ5D8FN",
           *           "duplicate": false
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['BatchPublished'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
}
