// Follows from docs/openapi/subscription.json: npm run docs.
export interface paths {
  '/v1/tenants': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List tenants */
    get: operations['listTenants'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/tenants/{tenant}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Look at a tenant */
    get: operations['getTenant'];
    /**
     * Make or replace a tenant
     * @description Once answered, nothing of the tenant’s is refused for not knowing it. 403 reserved for the platform’s own, postrider.
     */
    put: operations['putTenant'];
    post?: never;
    /**
     * Delete a tenant
     * @description With its keys and endpoints; its open deliveries are cancelled. 403 reserved for the platform’s own, postrider.
     */
    delete: operations['deleteTenant'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/api-keys': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List API keys
     * @description A tenant’s key sees those of its tenant.
     */
    get: operations['listApiKeys'];
    put?: never;
    /**
     * Make an API key
     * @description The key is in the answer, and nowhere else. It cannot do more than the key that made it.
     */
    post: operations['createApiKey'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/api-keys/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Delete an API key
     * @description Within a second it opens nothing any more.
     */
    delete: operations['deleteApiKey'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/event-types': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List event types */
    get: operations['listEventTypes'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/event-types/{type}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Look at an event type */
    get: operations['getEventType'];
    /**
     * Register or replace an event type
     * @description With a schema, data that does not fit it is refused.
     */
    put: operations['putEventType'];
    post?: never;
    /**
     * Delete an event type
     * @description Events of it are refused from then on; those accepted before are delivered.
     */
    delete: operations['deleteEventType'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/tenants/{tenant}/endpoints': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List endpoints, newest first */
    get: operations['listEndpoints'];
    put?: never;
    /**
     * Register an endpoint
     * @description Once answered, it gets the very next event that it subscribed to.
     */
    post: operations['createEndpoint'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/tenants/{tenant}/endpoints/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Look at an endpoint */
    get: operations['getEndpoint'];
    put?: never;
    post?: never;
    /**
     * Delete an endpoint
     * @description Its open deliveries are cancelled.
     */
    delete: operations['deleteEndpoint'];
    options?: never;
    head?: never;
    /**
     * Change an endpoint
     * @description What is given is replaced as a whole; null goes back to the default.
     */
    patch: operations['updateEndpoint'];
    trace?: never;
  };
  '/v1/tenants/{tenant}/endpoints/{id}/disable': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Disable an endpoint
     * @description Nothing more is sent; open and further deliveries are held, reason endpoint_disabled, until it is enabled. One that is disabled already stays as it is.
     */
    post: operations['disableEndpoint'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/tenants/{tenant}/endpoints/{id}/enable': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Enable an endpoint
     * @description What was held is delivered, oldest first, as fast as the endpoint takes it. One that is enabled already stays as it is; 409 conflict for one that is paused: resume it.
     */
    post: operations['enableEndpoint'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/tenants/{tenant}/endpoints/{id}/pause': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Pause an endpoint
     * @description Nothing more is sent; open and further deliveries are held, reason endpoint_paused, until it is resumed. One that is paused already stays as it is; 409 conflict for one that is disabled.
     */
    post: operations['pauseEndpoint'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/tenants/{tenant}/endpoints/{id}/resume': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Resume an endpoint
     * @description What was held is delivered, oldest first, as fast as the endpoint takes it. One that is enabled stays as it is; 409 conflict for one that is disabled: enable it.
     */
    post: operations['resumeEndpoint'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/tenants/{tenant}/endpoints/{id}/secret': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Show the signing secret
     * @description And older ones that still sign.
     */
    get: operations['getEndpointSecret'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/tenants/{tenant}/endpoints/{id}/secret/rotate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Rotate the signing secret
     * @description Old and new both sign for graceSeconds.
     */
    post: operations['rotateEndpointSecret'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/tenants/{tenant}/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List events, newest first */
    get: operations['listEvents'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/tenants/{tenant}/events/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Look at an event, with its deliveries
     * @description `data` stands in the answer byte for byte as it was published.
     */
    get: operations['getEvent'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/tenants/{tenant}/deliveries': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List deliveries, newest first */
    get: operations['listDeliveries'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/tenants/{tenant}/deliveries/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Look at a delivery, with its attempts */
    get: operations['getDelivery'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/tenants/{tenant}/deliveries/{id}/retry': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Attempt a delivery now
     * @description Beside its schedule, which goes on should this attempt fail; a dead letter starts a new run; one that waits for its first attempt gets that. As soon as its endpoint takes one: an open breaker or a limit is waited for.
     */
    post: operations['retryDelivery'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/tenants/{tenant}/deliveries/{id}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Cancel a delivery
     * @description No further attempt is made; one that is under way may still succeed, and then it is delivered.
     */
    post: operations['cancelDelivery'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/tenants/{tenant}/dead-letters': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List dead letters, newest first
     * @description Deliveries that were given up on.
     */
    get: operations['listDeadLetters'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/tenants/{tenant}/dead-letters/redrive': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Deliver dead letters again
     * @description Each starts a new run of its retry schedule.
     */
    post: operations['redriveDeadLetters'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/jobs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List jobs, newest first
     * @description A tenant’s key sees those of its tenant.
     */
    get: operations['listJobs'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/jobs/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Look at a job */
    get: operations['getJob'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/jobs/{id}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Cancel a job
     * @description What it has done stays done.
     */
    post: operations['cancelJob'];
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
    Tenant: {
      id: string;
      name?: string;
      publishLimit?: {
        perSecond: number;
        burst: number;
      };
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
    };
    ApiKeyCreated: {
      id: string;
      name: string;
      /** @description The first characters of the key, to tell keys apart. */
      hint: string;
      scopes: ('publish' | 'manage' | 'read')[];
      tenant?: string;
      /** Format: date-time */
      expiresAt?: string;
      /** Format: date-time */
      createdAt: string;
      /** @description The key itself: shown now, and never again. */
      key: string;
    };
    ApiKey: {
      id: string;
      name: string;
      /** @description The first characters of the key, to tell keys apart. */
      hint: string;
      scopes: ('publish' | 'manage' | 'read')[];
      tenant?: string;
      /** Format: date-time */
      expiresAt?: string;
      /** Format: date-time */
      createdAt: string;
    };
    EventType: {
      type: string;
      description?: string;
      schema?: unknown;
      example?: unknown;
      deprecated: boolean;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
    };
    EndpointCreated: {
      id: string;
      tenant: string;
      url: string;
      description?: string;
      subscriptions?: {
        id: string;
        eventTypes: string[];
      }[];
      headers?: {
        [key: string]: '[hidden]';
      };
      rateLimit?: {
        perSecond: number;
        burst: number;
      };
      maxInFlight: number;
      timeoutMs: number;
      retry: {
        scheduleSeconds: number[];
      };
      /**
       * @description key: events with the same ordering key are delivered one after another, in the order of their publication.
       * @enum {string}
       */
      ordering: 'none' | 'key';
      metadata?: {
        [key: string]: string;
      };
      /** @enum {string} */
      status: 'enabled' | 'disabled' | 'paused';
      /**
       * Format: date-time
       * @description Since when it has this status.
       */
      statusSince: string;
      /**
       * @description requested: by the API; gone: the endpoint answered 410; failing: it only failed for too long.
       * @enum {string}
       */
      disabledReason?: 'requested' | 'gone' | 'failing';
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
      /** @description The signing secret, whsec_… */
      secret: string;
    };
    Endpoint: {
      id: string;
      tenant: string;
      url: string;
      description?: string;
      subscriptions?: {
        id: string;
        eventTypes: string[];
      }[];
      headers?: {
        [key: string]: '[hidden]';
      };
      rateLimit?: {
        perSecond: number;
        burst: number;
      };
      maxInFlight: number;
      timeoutMs: number;
      retry: {
        scheduleSeconds: number[];
      };
      /**
       * @description key: events with the same ordering key are delivered one after another, in the order of their publication.
       * @enum {string}
       */
      ordering: 'none' | 'key';
      metadata?: {
        [key: string]: string;
      };
      /** @enum {string} */
      status: 'enabled' | 'disabled' | 'paused';
      /**
       * Format: date-time
       * @description Since when it has this status.
       */
      statusSince: string;
      /**
       * @description requested: by the API; gone: the endpoint answered 410; failing: it only failed for too long.
       * @enum {string}
       */
      disabledReason?: 'requested' | 'gone' | 'failing';
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
    };
    EndpointSecrets: {
      secret: string;
      /** @description Older secrets that still sign. */
      previous: {
        secret: string;
        /** Format: date-time */
        expiresAt: string;
      }[];
    };
    EventSummary: {
      id: string;
      tenant: string;
      type: string;
      version?: number;
      /** Format: date-time */
      timestamp: string;
      /** Format: date-time */
      acceptedAt: string;
      orderingKey?: string;
      cloudEvent?: {
        source: string;
        id: string;
      };
      /** @description The size of data. */
      bytes: number;
    };
    EventWithDeliveries: {
      id: string;
      tenant: string;
      type: string;
      version?: number;
      /** Format: date-time */
      timestamp: string;
      /** Format: date-time */
      acceptedAt: string;
      orderingKey?: string;
      cloudEvent?: {
        source: string;
        id: string;
      };
      /** @description The size of data. */
      bytes: number;
      data: unknown;
      deliveries: components['schemas']['Delivery'][];
    };
    Delivery: {
      id: string;
      tenant: string;
      event: string;
      eventType: string;
      endpoint: string;
      subscription?: string;
      orderingKey?: string;
      /** @enum {string} */
      status: 'pending' | 'delivered' | 'retrying' | 'held' | 'dead' | 'cancelled';
      /** @description Why it is held, dead or cancelled. lane_blocked: an earlier one of its ordering key is not through. */
      reason?:
        | ('endpoint_disabled' | 'endpoint_gone' | 'endpoint_paused')
        | 'lane_blocked'
        | ('exhausted' | 'expired' | 'order_blocked')
        | ('endpoint_deleted' | 'tenant_deleted' | 'requested' | 'expired');
      /** @description How many times it was redriven. */
      run: number;
      attempts: number;
      /** Format: date-time */
      acceptedAt: string;
      /** Format: date-time */
      lastAttemptAt?: string;
      /** Format: date-time */
      nextAttemptAt?: string;
      /** @enum {string} */
      lastFailure?:
        | 'status'
        | 'redirect'
        | 'gone'
        | 'rate_limited'
        | 'timeout'
        | 'dns'
        | 'address_forbidden'
        | 'connect_refused'
        | 'connect_timeout'
        | 'connection_reset'
        | 'tls'
        | 'protocol'
        | 'network'
        | 'unsigned';
      lastStatusCode?: number;
    };
    DeliveryWithAttempts: {
      id: string;
      tenant: string;
      event: string;
      eventType: string;
      endpoint: string;
      subscription?: string;
      orderingKey?: string;
      /** @enum {string} */
      status: 'pending' | 'delivered' | 'retrying' | 'held' | 'dead' | 'cancelled';
      /** @description Why it is held, dead or cancelled. lane_blocked: an earlier one of its ordering key is not through. */
      reason?:
        | ('endpoint_disabled' | 'endpoint_gone' | 'endpoint_paused')
        | 'lane_blocked'
        | ('exhausted' | 'expired' | 'order_blocked')
        | ('endpoint_deleted' | 'tenant_deleted' | 'requested' | 'expired');
      /** @description How many times it was redriven. */
      run: number;
      attempts: number;
      /** Format: date-time */
      acceptedAt: string;
      /** Format: date-time */
      lastAttemptAt?: string;
      /** Format: date-time */
      nextAttemptAt?: string;
      /** @enum {string} */
      lastFailure?:
        | 'status'
        | 'redirect'
        | 'gone'
        | 'rate_limited'
        | 'timeout'
        | 'dns'
        | 'address_forbidden'
        | 'connect_refused'
        | 'connect_timeout'
        | 'connection_reset'
        | 'tls'
        | 'protocol'
        | 'network'
        | 'unsigned';
      lastStatusCode?: number;
      attemptLog: components['schemas']['Attempt'][];
    };
    Attempt: {
      id: string;
      number: number;
      run: number;
      /** @enum {string} */
      trigger: 'first' | 'retry' | 'manual' | 'redrive';
      /** Format: date-time */
      startedAt: string;
      durationMs: number;
      /** @enum {string} */
      outcome: 'delivered' | 'failed';
      /** @enum {string} */
      reason?:
        | 'status'
        | 'redirect'
        | 'gone'
        | 'rate_limited'
        | 'timeout'
        | 'dns'
        | 'address_forbidden'
        | 'connect_refused'
        | 'connect_timeout'
        | 'connection_reset'
        | 'tls'
        | 'protocol'
        | 'network'
        | 'unsigned';
      detail?: string;
      address?: string;
      response?: {
        statusCode: number;
        headers: {
          [key: string]: string;
        };
        body: string;
        /** @enum {string} */
        encoding: 'utf8' | 'base64';
        truncated: boolean;
      };
    };
    JobStarted: {
      job: string;
      count: number;
    };
    Job: {
      id: string;
      /** @enum {string} */
      kind: 'redrive' | 'hold' | 'release' | 'cancel';
      tenant: string;
      endpoint?: string;
      /** Format: date-time */
      since?: string;
      /** Format: date-time */
      until?: string;
      /** @enum {string} */
      status: 'waiting' | 'running' | 'done' | 'cancelled';
      /** @description How many deliveries it was about when it was made. */
      count: number;
      /** @description How many it has dealt with. */
      done: number;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      finishedAt?: string;
    };
    Problem: {
      type: string;
      title: string;
      status: number;
      code: components['schemas']['ProblemCode'];
      detail: string;
      errors?: {
        path: string;
        message: string;
      }[];
    };
    /** @enum {string} */
    ProblemCode:
      | 'malformed_request'
      | 'malformed_json'
      | 'invalid_request'
      | 'invalid_cursor'
      | 'unauthorized'
      | 'forbidden'
      | 'reserved'
      | 'not_found'
      | 'method_not_allowed'
      | 'conflict'
      | 'idempotency_key_reused'
      | 'request_in_progress'
      | 'payload_too_large'
      | 'unsupported_media_type'
      | 'unknown_event_type'
      | 'unknown_version'
      | 'schema_mismatch'
      | 'invalid_schema'
      | 'address_forbidden'
      | 'rate_limited'
      | 'internal_error'
      | 'unavailable';
  };
  responses: {
    /** @description A problem (RFC 9457): its code is stable, its detail says what to do. */
    Problem: {
      headers: {
        [name: string]: unknown;
      };
      content: {
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
  listTenants: {
    parameters: {
      query?: {
        /** @description How many at most; 1 to 250. */
        limit?: number;
        /** @description The nextCursor of the page before. */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['Tenant'][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
          };
        };
      };
      default: components['responses']['Problem'];
    };
  };
  getTenant: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        tenant: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Tenant'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  putTenant: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        tenant: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          name?: string;
          /** @description How fast the tenant may publish; beyond it, 429. */
          publishLimit?: {
            perSecond: number;
            burst: number;
          };
        };
      };
    };
    responses: {
      /** @description Replaced. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Tenant'];
        };
      };
      /** @description Made. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Tenant'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  deleteTenant: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        tenant: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Deleted. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      default: components['responses']['Problem'];
    };
  };
  listApiKeys: {
    parameters: {
      query?: {
        /** @description How many at most; 1 to 250. */
        limit?: number;
        /** @description The nextCursor of the page before. */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['ApiKey'][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
          };
        };
      };
      default: components['responses']['Problem'];
    };
  };
  createApiKey: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          name: string;
          scopes: ('publish' | 'manage' | 'read')[];
          /** @description The one tenant that the key reaches; without it, all. */
          tenant?: string;
          /** Format: date-time */
          expiresAt?: string;
        };
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiKeyCreated'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  deleteApiKey: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Deleted. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      default: components['responses']['Problem'];
    };
  };
  listEventTypes: {
    parameters: {
      query?: {
        /** @description How many at most; 1 to 250. */
        limit?: number;
        /** @description The nextCursor of the page before. */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['EventType'][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
          };
        };
      };
      default: components['responses']['Problem'];
    };
  };
  getEventType: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        type: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['EventType'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  putEventType: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        type: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          description?: string;
          /** @description A JSON Schema, draft 2020-12, that data must fit. */
          schema?: unknown;
          /** @description Data as it may look; it must fit the schema. */
          example?: unknown;
          deprecated?: boolean;
        };
      };
    };
    responses: {
      /** @description Replaced. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['EventType'];
        };
      };
      /** @description Registered. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['EventType'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  deleteEventType: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        type: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Deleted. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      default: components['responses']['Problem'];
    };
  };
  listEndpoints: {
    parameters: {
      query?: {
        /** @description How many at most; 1 to 250. */
        limit?: number;
        /** @description The nextCursor of the page before. */
        cursor?: string;
      };
      header?: never;
      path: {
        tenant: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['Endpoint'][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
          };
        };
      };
      default: components['responses']['Problem'];
    };
  };
  createEndpoint: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        tenant: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description Where deliveries are posted to: http or https, at a public address. */
          url: string;
          description?: string;
          /** @description Which events it gets; without it, every event type. */
          subscriptions?: {
            /** @description Names such as order.created, prefixes such as order.*, or *. */
            eventTypes: string[];
          }[];
          /** @description Sent with every delivery; kept encrypted and never shown. */
          headers?: {
            [key: string]: string;
          };
          rateLimit?: {
            perSecond: number;
            /** @description How many at once; one second’s worth when left out. */
            burst?: number;
          };
          /** @description How many attempts at a time; 10 unless given. */
          maxInFlight?: number;
          /** @description How long one attempt may take in all. */
          timeoutMs?: number;
          retry?: {
            /** @description The waits between attempts, each from 1 s to 7 d; an empty list means one attempt. */
            scheduleSeconds: number[];
          };
          /**
           * @description key: events with the same ordering key are delivered one after another, in the order of their publication.
           * @enum {string}
           */
          ordering?: 'none' | 'key';
          metadata?: {
            [key: string]: string;
          };
        };
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['EndpointCreated'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  getEndpoint: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        tenant: string;
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Endpoint'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  deleteEndpoint: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        tenant: string;
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Deleted. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      default: components['responses']['Problem'];
    };
  };
  updateEndpoint: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        tenant: string;
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          url?: string;
          description?: string | null;
          subscriptions?:
            | {
                /** @description Names such as order.created, prefixes such as order.*, or *. */
                eventTypes: string[];
              }[]
            | null;
          headers?: {
            [key: string]: string;
          } | null;
          rateLimit?: {
            perSecond: number;
            /** @description How many at once; one second’s worth when left out. */
            burst?: number;
          } | null;
          maxInFlight?: number | null;
          timeoutMs?: number | null;
          retry?: {
            /** @description The waits between attempts, each from 1 s to 7 d; an empty list means one attempt. */
            scheduleSeconds: number[];
          } | null;
          ordering?: ('none' | 'key') | null;
          metadata?: {
            [key: string]: string;
          } | null;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Endpoint'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  disableEndpoint: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        tenant: string;
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Endpoint'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  enableEndpoint: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        tenant: string;
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Endpoint'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  pauseEndpoint: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        tenant: string;
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Endpoint'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  resumeEndpoint: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        tenant: string;
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Endpoint'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  getEndpointSecret: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        tenant: string;
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['EndpointSecrets'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  rotateEndpointSecret: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        tenant: string;
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /**
           * @description How long the old secret signs beside the new one.
           * @default 86400
           */
          graceSeconds?: number;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['EndpointSecrets'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  listEvents: {
    parameters: {
      query?: {
        /** @description How many at most; 1 to 250. */
        limit?: number;
        /** @description The nextCursor of the page before. */
        cursor?: string;
        eventType?: string;
        /** @description The source of CloudEvents. */
        source?: string;
        /** @description The id that CloudEvents have in their source. */
        sourceId?: string;
        /** @description From this time on. */
        since?: string;
        /** @description Before this time. */
        until?: string;
      };
      header?: never;
      path: {
        tenant: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['EventSummary'][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
          };
        };
      };
      default: components['responses']['Problem'];
    };
  };
  getEvent: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        tenant: string;
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['EventWithDeliveries'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  listDeliveries: {
    parameters: {
      query?: {
        /** @description How many at most; 1 to 250. */
        limit?: number;
        /** @description The nextCursor of the page before. */
        cursor?: string;
        status?: 'pending' | 'delivered' | 'retrying' | 'held' | 'dead' | 'cancelled';
        endpoint?: string;
        eventType?: string;
        /** @description From this time on. */
        since?: string;
        /** @description Before this time. */
        until?: string;
      };
      header?: never;
      path: {
        tenant: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['Delivery'][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
          };
        };
      };
      default: components['responses']['Problem'];
    };
  };
  getDelivery: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        tenant: string;
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DeliveryWithAttempts'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  retryDelivery: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        tenant: string;
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Delivery'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  cancelDelivery: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        tenant: string;
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Delivery'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  listDeadLetters: {
    parameters: {
      query?: {
        /** @description How many at most; 1 to 250. */
        limit?: number;
        /** @description The nextCursor of the page before. */
        cursor?: string;
        endpoint?: string;
        eventType?: string;
        /** @description From this time on. */
        since?: string;
        /** @description Before this time. */
        until?: string;
      };
      header?: never;
      path: {
        tenant: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['Delivery'][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
          };
        };
      };
      default: components['responses']['Problem'];
    };
  };
  redriveDeadLetters: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        tenant: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          endpoint?: string;
          /**
           * Format: date-time
           * @description From this time on.
           */
          since?: string;
          /**
           * Format: date-time
           * @description Before this time.
           */
          until?: string;
        };
      };
    };
    responses: {
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['JobStarted'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  listJobs: {
    parameters: {
      query?: {
        /** @description How many at most; 1 to 250. */
        limit?: number;
        /** @description The nextCursor of the page before. */
        cursor?: string;
        tenant?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['Job'][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
          };
        };
      };
      default: components['responses']['Problem'];
    };
  };
  getJob: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Job'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  cancelJob: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Job'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
}
