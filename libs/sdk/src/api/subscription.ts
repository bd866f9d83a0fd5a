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
     * @description The key is in the answer, and nowhere else. It cannot do more than the key that made it: nor live longer, nor work from other addresses, nor faster; what the body leaves out it has of that key.
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
    /** Look at an API key */
    get: operations['getApiKey'];
    put?: never;
    post?: never;
    /**
     * Delete an API key
     * @description Within a second it opens nothing any more.
     */
    delete: operations['deleteApiKey'];
    options?: never;
    head?: never;
    /**
     * Change an API key
     * @description What is given is replaced as a whole; null takes a limit away. 403 forbidden for what the caller’s own key could not make.
     */
    patch: operations['updateApiKey'];
    trace?: never;
  };
  '/v1/api-keys/{id}/rotate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Rotate an API key
     * @description The new key is in the answer, and nowhere else; the old one works beside it for graceSeconds.
     */
    post: operations['rotateApiKey'];
    delete?: never;
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
     * @description With the schema and the example of its version 1; its other versions stay as they are. With a schema, data that does not fit it is refused.
     */
    put: operations['putEventType'];
    post?: never;
    /**
     * Delete an event type
     * @description With all its versions. Events of it are refused from then on; those accepted before are delivered.
     */
    delete: operations['deleteEventType'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/event-types/{type}/archive': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Archive an event type
     * @description Events of it are refused from then on, with 422 archived; those accepted before are delivered.
     */
    post: operations['archiveEventType'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/event-types/{type}/restore': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Bring an archived event type back */
    post: operations['restoreEventType'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/event-types/{type}/versions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List the versions of an event type, oldest first */
    get: operations['listEventTypeVersions'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/event-types/{type}/versions/{version}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Look at a version of an event type */
    get: operations['getEventTypeVersion'];
    /**
     * Register or replace a version of an event type
     * @description The type has to be registered, which makes its version 1. The answer lists what breaks with the version before it, and with its own earlier form; a strict type refuses that.
     */
    put: operations['putEventTypeVersion'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/event-types/{type}/versions/{version}/archive': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Archive a version of an event type
     * @description Events that name it are refused from then on, with 422 archived; those that name none are of the latest version that is not archived.
     */
    post: operations['archiveEventTypeVersion'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/event-types/{type}/versions/{version}/restore': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Bring an archived version of an event type back */
    post: operations['restoreEventTypeVersion'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/event-types/import': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Register event types from an OpenAPI document
     * @description The body is an OpenAPI 3.1 document in JSON. Each of its `webhooks` is put by itself, and has its own result: called `order.created` it’s the type with its version 1, `order.created@2` is a version of it. The schema of its request body is that of data, unless the document is an export of ours. References inside of the document are followed; nothing is fetched.
     */
    post: operations['importEventTypes'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/event-types/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Describe event types to their receivers
     * @description As OpenAPI 3.1 (webhooks), which can be imported again, or as AsyncAPI 3.0. What is archived is left out.
     */
    get: operations['exportEventTypes'];
    put?: never;
    post?: never;
    delete?: never;
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
  '/v1/tenants/{tenant}/endpoints/{id}/signing-keys/rotate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Rotate the key pair of v1a
     * @description Old and new both sign for graceSeconds. 409 conflict for an endpoint that never signed with v1a.
     */
    post: operations['rotateEndpointSigningKeys'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/tenants/{tenant}/endpoints/{id}/jwks.json': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Show the public keys of v1a as a JWK Set
     * @description For receivers, who have no API key: it needs none. No keys where the endpoint never signed with v1a.
     */
    get: operations['getEndpointJwks'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/tenants/{tenant}/endpoints/{id}/test': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Send an endpoint a test event
     * @description The example of an event type, signed and delivered like any event of it, to this endpoint alone and whatever it subscribed to. One that is paused or disabled gets it once it is resumed or enabled.
     */
    post: operations['testEndpoint'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/tenants/{tenant}/endpoints/{id}/verify': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Check who owns the URL of an endpoint
     * @description An event of type postrider.endpoint.verification is delivered to it; a 2xx whose body is data.challenge, or JSON with it as challenge, verifies the URL: verifiedAt says since when. A newer challenge replaces an older one.
     */
    post: operations['verifyEndpoint'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/egress-ips': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Show where deliveries come from
     * @description For receivers to allow, who have no API key: it needs none. As the operator says in EGRESS_IPS; empty where nothing is said.
     */
    get: operations['getEgressIps'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/tenants/{tenant}/test-filter': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Try a filter on an event
     * @description Says whether a subscription with this filter would get such an event, and what in the filter keeps it from it. Nothing is published or kept. The language of filters is in docs/filters.md.
     */
    post: operations['testFilter'];
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
     * @description `data` stands in the answer byte for byte as it was published, but for what its tenant or type redacts; null once it is expunged.
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
  '/v1/tenants/{tenant}/events/{id}/data': {
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
     * Expunge an event’s data
     * @description Its payload and the bodies of all answers to it are deleted from the log; that it was, and what became of it, stays. Open deliveries are cancelled, reason expunged; one that is under way may still arrive. Kafka has it until its topics’ retention is over.
     */
    delete: operations['expungeEventData'];
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
  '/v1/audit-log': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Who changed what, newest first
     * @description Every change leaves its entry in its own transaction; entries are kept for RETENTION_DAYS.
     */
    get: operations['listAuditLog'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/tenants/{tenant}/audit-log': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Who changed what of a tenant’s, newest first */
    get: operations['listTenantAuditLog'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/tenants/{tenant}/portal-tokens': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Make a portal token
     * @description For a user interface: it works for a day at most, in this tenant alone, at both APIs as `Authorization: Bearer TOKEN`. It makes no keys and no tokens. It is kept nowhere.
     */
    post: operations['createPortalToken'];
    /**
     * Revoke every portal token of a tenant
     * @description Within a second none that was made so far opens anything.
     */
    delete: operations['revokePortalTokens'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/tenants/{tenant}/endpoints/{id}/replay': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Deliver an endpoint’s events again
     * @description Its dead letters, what it missed, or all that it wants now. Each goes out with its own webhook-id, outside of the order, and behind what is live; what is on its way already is left alone.
     */
    post: operations['replayEndpoint'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/tenants/{tenant}/endpoints/{id}/backfill': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Deliver earlier events to an endpoint
     * @description Those that it wants now and that it has no delivery of: for an endpoint that is new.
     */
    post: operations['backfillEndpoint'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/tenants/{tenant}/events/{id}/replay': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Deliver an event again
     * @description To one endpoint that wants it now, or to all that do; where it’s on its way already, it’s left alone.
     */
    post: operations['replayEvent'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/tenants/{tenant}/events/{id}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Cancel what is open of an event
     * @description All of its deliveries that did not arrive or end: of one that was published with deliverAt, before that time, all. An attempt that is under way may still succeed.
     */
    post: operations['cancelEvent'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/tenants/{tenant}/deliveries/retry': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Attempt deliveries now
     * @description All that the query finds: what waits for its time beside its schedule, dead letters in a new run. What is under way is left alone.
     */
    post: operations['retryDeliveries'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/tenants/{tenant}/deliveries/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Export deliveries, newest first
     * @description A JSON object in each line (NDJSON). An answer that breaks off is not the whole list.
     */
    get: operations['exportDeliveries'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/tenants/{tenant}/events/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Export events with their data, newest first
     * @description A JSON object in each line (NDJSON); `data` as it was published, but for line breaks between its values. An answer that breaks off is not the whole list.
     */
    get: operations['exportEvents'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/tenants/{tenant}/stats': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Count what became of a tenant’s deliveries
     * @description Attempts by outcome, dead letters, deliveries put off, and how long attempts took, by minute, hour or day. Minutes and hours are there as long as the log, days longer.
     */
    get: operations['getTenantStats'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/tenants/{tenant}/endpoints/{id}/stats': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Count what became of an endpoint’s deliveries
     * @description Attempts by outcome, dead letters, deliveries put off, and how long attempts took, by minute, hour or day. Minutes and hours are there as long as the log, days longer.
     */
    get: operations['getEndpointStats'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/tenants/{tenant}/test-transform': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Try a transformation out
     * @description Runs it on an event as a delivery would, and sends nothing. A script that fails is a result, not a problem.
     */
    post: operations['testTransform'];
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
      quota?: {
        /** @description Events accepted in a day, UTC; beyond it, 429 event_quota_exceeded until midnight. */
        eventsPerDay?: number;
        /** @description Endpoints at a time; beyond it, 409 endpoint_quota_exceeded. Those that are there stay. */
        endpoints?: number;
        /** @description The largest data of an event, where that is less than MAX_EVENT_BYTES; beyond it, 413. */
        maxEventBytes?: number;
      };
      httpsOnly: boolean;
      verifiedOnly: boolean;
      retentionDays?: number;
      redact?: string[];
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
      allowedCidrs?: string[];
      rateLimit?: {
        perSecond: number;
        burst: number;
      };
      /** @description Keys that it had before, and that still work. */
      previous?: {
        /** Format: date-time */
        expiresAt: string;
      }[];
      /**
       * Format: date-time
       * @description A minute old at most; no part of what its etag stands for.
       */
      lastUsedAt?: string;
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
      allowedCidrs?: string[];
      rateLimit?: {
        perSecond: number;
        burst: number;
      };
      /** @description Keys that it had before, and that still work. */
      previous?: {
        /** Format: date-time */
        expiresAt: string;
      }[];
      /**
       * Format: date-time
       * @description A minute old at most; no part of what its etag stands for.
       */
      lastUsedAt?: string;
      /** Format: date-time */
      createdAt: string;
    };
    EventType: {
      type: string;
      description?: string;
      /** @description Of version 1. */
      schema?: unknown;
      /** @description Of version 1. */
      example?: unknown;
      deprecated: boolean;
      /** @description It takes no events. */
      archived: boolean;
      /**
       * @description none: versions are not compared; warn: what breaks is listed; strict: what breaks is refused with 409 incompatible_schema.
       * @enum {string}
       */
      compatibility: 'none' | 'warn' | 'strict';
      /** @description In their order, the archived ones among them. */
      versions: number[];
      redact?: string[];
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
    };
    EventTypeChecked: {
      type: string;
      description?: string;
      /** @description Of version 1. */
      schema?: unknown;
      /** @description Of version 1. */
      example?: unknown;
      deprecated: boolean;
      /** @description It takes no events. */
      archived: boolean;
      /**
       * @description none: versions are not compared; warn: what breaks is listed; strict: what breaks is refused with 409 incompatible_schema.
       * @enum {string}
       */
      compatibility: 'none' | 'warn' | 'strict';
      /** @description In their order, the archived ones among them. */
      versions: number[];
      redact?: string[];
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
      /** @description What breaks with the version before it, and with its own earlier form. */
      breaks: components['schemas']['SchemaBreak'][];
    };
    SchemaBreak: {
      /** @description The version that it breaks with. */
      against: number;
      /** @description Where in the schema, as a JSON Pointer from it. */
      path: string;
      kind: string;
      message: string;
    };
    EventTypeVersion: {
      type: string;
      version: number;
      description?: string;
      schema?: unknown;
      example?: unknown;
      deprecated: boolean;
      /** @description It takes no events. */
      archived: boolean;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
    };
    EventTypeVersionChecked: {
      type: string;
      version: number;
      description?: string;
      schema?: unknown;
      example?: unknown;
      deprecated: boolean;
      /** @description It takes no events. */
      archived: boolean;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
      /** @description What breaks with the version before it, and with its own earlier form. */
      breaks: components['schemas']['SchemaBreak'][];
    };
    EventTypesImported: {
      /** @description One for each webhook, in the order of versions. */
      results: (
        | {
            name: string;
            /** @enum {number} */
            status: 200 | 201;
            type: string;
            version: number;
            /** @description What breaks with the version before it, and with its own earlier form. */
            breaks: components['schemas']['SchemaBreak'][];
          }
        | {
            name: string;
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
    EndpointCreated: {
      id: string;
      tenant: string;
      url: string;
      description?: string;
      subscriptions?: {
        id: string;
        eventTypes: string[];
        version?: number;
        labels?: string[];
        filter?: {
          [key: string]: unknown;
        };
        /** @description Changes body, headers and path of what is sent, or drops it; see docs/transformations.md. */
        transform?: {
          /** @enum {string} */
          language: 'jsonata' | 'javascript';
          /** @description A JSONata expression, or JavaScript that defines the function transform(event). */
          code: string;
        };
        /**
         * Format: date-time
         * @description Ten runs in a row had timed out: it is not run any more, and its deliveries fail, until the subscriptions are given anew.
         */
        transformSuspendedAt?: string;
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
      /**
       * @description thin: the body has type, timestamp, id and a link to the event instead of its data.
       * @enum {string}
       */
      payload: 'full' | 'thin';
      /**
       * @description cloudevents: the body is a CloudEvent 1.0 in structured mode; signed in the same way.
       * @enum {string}
       */
      format: 'standard' | 'cloudevents';
      metadata?: {
        [key: string]: string;
      };
      signing: (
        | {
            /** @enum {string} */
            profile: 'v1' | 'v1a';
          }
        | {
            /** @enum {string} */
            profile: 'custom';
            /** @description Neither one that Postrider or HTTP sets, nor one of the endpoint’s own. */
            header: string;
            /** @description What is signed, with {id}, {timestamp} (in seconds) and {body} in it: {timestamp}.{body} */
            template: string;
            /**
             * @description The header’s value, with {signature} in it, and {id} and {timestamp} where wanted: t={timestamp},v1={signature}
             * @default {signature}
             */
            value: string;
            /** @description What each further live secret adds to the value while secrets overlap: ,v1={signature}. Without it the header has one signature, the oldest live secret’s. */
            further?: string;
            /**
             * @description Of the HMAC.
             * @enum {string}
             */
            hash: 'sha256' | 'sha512' | 'sha1';
            /** @enum {string} */
            encoding: 'hex' | 'base64';
            /** @enum {string} */
            secret?: '[hidden]';
          }
      )[];
      auth?:
        | {
            /** @enum {string} */
            type: 'basic';
            username: string & (unknown & unknown);
            /** @enum {string} */
            password: '[hidden]';
          }
        | {
            /** @enum {string} */
            type: 'bearer';
            /** @enum {string} */
            token: '[hidden]';
          }
        | {
            /** @enum {string} */
            type: 'apiKey';
            header: string;
            /** @enum {string} */
            value: '[hidden]';
          }
        | {
            /** @enum {string} */
            type: 'oauth2';
            /** @description Where tokens are asked for: under the same rules as the URL. */
            tokenUrl: string;
            clientId: string;
            scopes?: string[];
            audience?: string;
            /**
             * @description How the client’s secret goes to the token URL: in an Authorization header, or in the form.
             * @default basic
             * @enum {string}
             */
            authMethod: 'basic' | 'post';
            /** @enum {string} */
            clientSecret: '[hidden]';
          }
        | {
            /** @enum {string} */
            type: 'mtls';
            /** @description The client’s certificate, its chain behind it, in PEM. */
            certificate: string;
            /** @enum {string} */
            key: '[hidden]';
            /** @description Whom the certificate names. */
            subject: string;
            /**
             * Format: date-time
             * @description When the certificate expires: receivers refuse it from then on.
             */
            expiresAt: string;
          };
      /**
       * Format: date-time
       * @description When its URL answered a challenge; a change of the URL forgets it.
       */
      verifiedAt?: string;
      /** @description The public keys of one that signs with v1a, newest first. */
      signingKeys?: {
        /** @description whpk_… */
        publicKey: string;
        /** Format: date-time */
        createdAt: string;
        /**
         * Format: date-time
         * @description When it stops signing; only of one that was rotated out.
         */
        expiresAt?: string;
      }[];
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
        version?: number;
        labels?: string[];
        filter?: {
          [key: string]: unknown;
        };
        /** @description Changes body, headers and path of what is sent, or drops it; see docs/transformations.md. */
        transform?: {
          /** @enum {string} */
          language: 'jsonata' | 'javascript';
          /** @description A JSONata expression, or JavaScript that defines the function transform(event). */
          code: string;
        };
        /**
         * Format: date-time
         * @description Ten runs in a row had timed out: it is not run any more, and its deliveries fail, until the subscriptions are given anew.
         */
        transformSuspendedAt?: string;
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
      /**
       * @description thin: the body has type, timestamp, id and a link to the event instead of its data.
       * @enum {string}
       */
      payload: 'full' | 'thin';
      /**
       * @description cloudevents: the body is a CloudEvent 1.0 in structured mode; signed in the same way.
       * @enum {string}
       */
      format: 'standard' | 'cloudevents';
      metadata?: {
        [key: string]: string;
      };
      signing: (
        | {
            /** @enum {string} */
            profile: 'v1' | 'v1a';
          }
        | {
            /** @enum {string} */
            profile: 'custom';
            /** @description Neither one that Postrider or HTTP sets, nor one of the endpoint’s own. */
            header: string;
            /** @description What is signed, with {id}, {timestamp} (in seconds) and {body} in it: {timestamp}.{body} */
            template: string;
            /**
             * @description The header’s value, with {signature} in it, and {id} and {timestamp} where wanted: t={timestamp},v1={signature}
             * @default {signature}
             */
            value: string;
            /** @description What each further live secret adds to the value while secrets overlap: ,v1={signature}. Without it the header has one signature, the oldest live secret’s. */
            further?: string;
            /**
             * @description Of the HMAC.
             * @enum {string}
             */
            hash: 'sha256' | 'sha512' | 'sha1';
            /** @enum {string} */
            encoding: 'hex' | 'base64';
            /** @enum {string} */
            secret?: '[hidden]';
          }
      )[];
      auth?:
        | {
            /** @enum {string} */
            type: 'basic';
            username: string & (unknown & unknown);
            /** @enum {string} */
            password: '[hidden]';
          }
        | {
            /** @enum {string} */
            type: 'bearer';
            /** @enum {string} */
            token: '[hidden]';
          }
        | {
            /** @enum {string} */
            type: 'apiKey';
            header: string;
            /** @enum {string} */
            value: '[hidden]';
          }
        | {
            /** @enum {string} */
            type: 'oauth2';
            /** @description Where tokens are asked for: under the same rules as the URL. */
            tokenUrl: string;
            clientId: string;
            scopes?: string[];
            audience?: string;
            /**
             * @description How the client’s secret goes to the token URL: in an Authorization header, or in the form.
             * @default basic
             * @enum {string}
             */
            authMethod: 'basic' | 'post';
            /** @enum {string} */
            clientSecret: '[hidden]';
          }
        | {
            /** @enum {string} */
            type: 'mtls';
            /** @description The client’s certificate, its chain behind it, in PEM. */
            certificate: string;
            /** @enum {string} */
            key: '[hidden]';
            /** @description Whom the certificate names. */
            subject: string;
            /**
             * Format: date-time
             * @description When the certificate expires: receivers refuse it from then on.
             */
            expiresAt: string;
          };
      /**
       * Format: date-time
       * @description When its URL answered a challenge; a change of the URL forgets it.
       */
      verifiedAt?: string;
      /** @description The public keys of one that signs with v1a, newest first. */
      signingKeys?: {
        /** @description whpk_… */
        publicKey: string;
        /** Format: date-time */
        createdAt: string;
        /**
         * Format: date-time
         * @description When it stops signing; only of one that was rotated out.
         */
        expiresAt?: string;
      }[];
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
    EndpointSigningKeys: {
      keys: {
        /** @description whpk_… */
        publicKey: string;
        /** Format: date-time */
        createdAt: string;
        /**
         * Format: date-time
         * @description When it stops signing; only of one that was rotated out.
         */
        expiresAt?: string;
      }[];
    };
    Jwks: {
      keys: {
        /** @enum {string} */
        kty: 'OKP';
        /** @enum {string} */
        crv: 'Ed25519';
        x: string;
        /** @enum {string} */
        use: 'sig';
        /** @enum {string} */
        alg: 'EdDSA';
        /** @description The key’s thumbprint (RFC 7638). */
        kid: string;
      }[];
    };
    EndpointTestStarted: {
      /** @description Known to GET …/deliveries/{id} as soon as the log has it. */
      delivery: string;
      event: string;
    };
    EgressIps: {
      /** @description Addresses, and ranges as CIDRs, of either family. */
      ips: string[];
    };
    FilterTested: {
      matches: boolean;
      /** @description Finding out takes more work than is spent on an event: such a one is not delivered, and is counted. */
      undecided: boolean;
      /** @description What keeps the event from matching: places in the filter, and what is so there. */
      reasons: {
        path: string;
        message: string;
        /** @description Of a break between two schemas, which kind it is. */
        kind?: string;
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
      /** Format: date-time */
      deliverAt?: string;
      labels?: string[];
      cloudEvent?: {
        source: string;
        id: string;
      };
      /** @description The size of data. */
      bytes: number;
      /**
       * Format: date-time
       * @description When data was expunged; it is gone since.
       */
      expungedAt?: string;
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
      /** Format: date-time */
      deliverAt?: string;
      labels?: string[];
      cloudEvent?: {
        source: string;
        id: string;
      };
      /** @description The size of data. */
      bytes: number;
      /**
       * Format: date-time
       * @description When data was expunged; it is gone since.
       */
      expungedAt?: string;
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
      labels?: string[];
      /** @enum {string} */
      status: 'pending' | 'delivered' | 'retrying' | 'held' | 'dead' | 'cancelled';
      /** @description Why it is held, dead or cancelled. lane_blocked: an earlier one of its ordering key is not through. */
      reason?:
        | ('endpoint_disabled' | 'endpoint_gone' | 'endpoint_paused')
        | 'lane_blocked'
        | ('exhausted' | 'expired' | 'order_blocked' | 'transform_failed')
        | ('endpoint_deleted' | 'tenant_deleted' | 'requested' | 'expired' | 'expunged' | 'transform_dropped');
      /** @description How many times it was redriven or replayed. */
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
        | 'unsigned'
        | 'auth'
        | 'https_required'
        | 'unverified';
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
      labels?: string[];
      /** @enum {string} */
      status: 'pending' | 'delivered' | 'retrying' | 'held' | 'dead' | 'cancelled';
      /** @description Why it is held, dead or cancelled. lane_blocked: an earlier one of its ordering key is not through. */
      reason?:
        | ('endpoint_disabled' | 'endpoint_gone' | 'endpoint_paused')
        | 'lane_blocked'
        | ('exhausted' | 'expired' | 'order_blocked' | 'transform_failed')
        | ('endpoint_deleted' | 'tenant_deleted' | 'requested' | 'expired' | 'expunged' | 'transform_dropped');
      /** @description How many times it was redriven or replayed. */
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
        | 'unsigned'
        | 'auth'
        | 'https_required'
        | 'unverified';
      lastStatusCode?: number;
      attemptLog: components['schemas']['Attempt'][];
      /** @description Why its transformation failed, for one that is dead for that reason. */
      transformFailure?: {
        /** @enum {string} */
        reason: 'error' | 'timeout' | 'memory' | 'output' | 'overloaded' | 'suspended';
        message: string;
      };
    };
    Attempt: {
      id: string;
      number: number;
      run: number;
      /** @enum {string} */
      trigger: 'first' | 'retry' | 'manual' | 'redrive' | 'replay';
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
        | 'unsigned'
        | 'auth'
        | 'https_required'
        | 'unverified';
      detail?: string;
      failure?: {
        title: string;
        meaning: string;
        action: string;
      };
      /** @description The address that was called. */
      address?: string;
      /** @description Where the time went; none of what a kept connection had done before. */
      timings?: {
        /** @description Resolving the name, and judging its addresses. */
        dnsMs?: number;
        /** @description Connecting by TCP. */
        connectMs?: number;
        /** @description Agreeing on TLS. */
        tlsMs?: number;
        /** @description From the sending of the request until status and headers were in. */
        firstByteMs?: number;
      };
      request?: {
        /** @description Without those of the connection itself. Signatures, credentials and the endpoint’s own are hidden. */
        headers: {
          [key: string]: string;
        };
      };
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
      /** @description How many deliveries there are to make. */
      count: number;
      /** @description There are more: counting ends at 100,000, or after some seconds. */
      more: boolean;
    };
    JobCounted: {
      /** @description How many deliveries there are to make. */
      count: number;
      /** @description There are more: counting ends at 100,000, or after some seconds. */
      more: boolean;
    };
    Job: {
      id: string;
      /** @enum {string} */
      kind: 'redrive' | 'retry' | 'replay' | 'backfill' | 'hold' | 'release' | 'cancel';
      tenant: string;
      endpoint?: string;
      /** Format: date-time */
      since?: string;
      /** Format: date-time */
      until?: string;
      /** @enum {string} */
      status: 'waiting' | 'running' | 'done' | 'cancelled';
      /** @description What else of them it is about. */
      scope?: {
        /** @enum {string} */
        replay?: 'dead' | 'missing' | 'all';
        /** @enum {string} */
        status?: 'pending' | 'retrying' | 'dead';
        event?: string;
        eventType?: string;
        orderingKey?: string;
        label?: string;
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
          | 'unsigned'
          | 'auth'
          | 'https_required'
          | 'unverified';
        lastStatusCode?: number;
      };
      perSecond?: number;
      /** @description How many deliveries it is about, as far as they were counted when it was made. */
      count: number;
      /** @description How many it has dealt with. */
      done: number;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      finishedAt?: string;
    };
    AuditEntry: {
      id: string;
      /** Format: date-time */
      at: string;
      actor: {
        /**
         * @description postrider: what it does by itself.
         * @enum {string}
         */
        kind: 'root' | 'key' | 'portal' | 'postrider';
        id: string;
        /** @description The key’s name as it was then, or whom a portal token was for. */
        name?: string;
        /** @description Where the request came from. */
        address?: string;
      };
      /** @description The operationId of the request; automatic for what Postrider does by itself. */
      operation: string;
      /** @description The x-request-id of its answer. */
      requestId?: string;
      kind: string;
      /** @description The id of what was changed. */
      target?: string;
      tenant?: string;
      /** @description What is configured, before the change: absent for what was made. */
      before?: {
        [key: string]: unknown;
      };
      /** @description And after it: absent for what was deleted. Nothing secret is in either. */
      after?: {
        [key: string]: unknown;
      };
    };
    PortalToken: {
      id: string;
      tenant: string;
      scopes: ('publish' | 'manage' | 'read')[];
      name?: string;
      /** Format: date-time */
      expiresAt: string;
      /** @description The token itself: shown now, and kept nowhere. */
      token: string;
    };
    ExportedEvent: {
      id: string;
      tenant: string;
      type: string;
      version?: number;
      /** Format: date-time */
      timestamp: string;
      /** Format: date-time */
      acceptedAt: string;
      orderingKey?: string;
      /** Format: date-time */
      deliverAt?: string;
      labels?: string[];
      cloudEvent?: {
        source: string;
        id: string;
      };
      /** @description The size of data. */
      bytes: number;
      /**
       * Format: date-time
       * @description When data was expunged; it is gone since.
       */
      expungedAt?: string;
      data: unknown;
    };
    Stats: {
      /** @enum {string} */
      by: 'minute' | 'hour' | 'day';
      /**
       * Format: date-time
       * @description The beginning of the first point in time.
       */
      since: string;
      /** Format: date-time */
      until: string;
      total: {
        /** @description Attempts made: delivered and failed together. */
        attempts: number;
        /** @description Attempts that succeeded. */
        delivered: number;
        /** @description Attempts that failed. */
        failed: number;
        /** @description Deliveries that were given up on. */
        dead: number;
        /** @description How often a delivery was put off untried: its endpoint was busy, failing or not enabled. */
        parked: number;
        /** @description How long attempts took, within a fifth; absent when there were none. */
        latencyMs?: {
          p50: number;
          p95: number;
          p99: number;
        };
      };
      /** @description Oldest first; times without anything are left out. Up to 15 s behind. */
      data: {
        /** @description Attempts made: delivered and failed together. */
        attempts: number;
        /** @description Attempts that succeeded. */
        delivered: number;
        /** @description Attempts that failed. */
        failed: number;
        /** @description Deliveries that were given up on. */
        dead: number;
        /** @description How often a delivery was put off untried: its endpoint was busy, failing or not enabled. */
        parked: number;
        /** @description How long attempts took, within a fifth; absent when there were none. */
        latencyMs?: {
          p50: number;
          p95: number;
          p99: number;
        };
        /**
         * Format: date-time
         * @description When it begins.
         */
        at: string;
      }[];
    };
    TestTransformResult: {
      /** @enum {string} */
      result: 'transformed' | 'dropped' | 'failed';
      /** @description The body that would be sent; absent: that of the event as it is. */
      body?: unknown;
      headers?: {
        [key: string]: string;
      };
      path?: string;
      /** @enum {string} */
      failure?: 'error' | 'timeout' | 'memory' | 'output' | 'overloaded' | 'suspended';
      message?: string;
      /** @description The line of the code, from 1, where it failed. */
      line?: number;
      /** @description How long the script ran. */
      durationMs: number;
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
  listTenants: {
    parameters: {
      query?: {
        /**
         * @description How many at most; 1 to 250.
         * @example 20
         */
        limit?: number;
        /**
         * @description The nextCursor of the page before.
         * @example evt_01KJMMA2G0VD4NW26PJRXY7W2M
         */
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
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "acme",
           *           "name": "Acme",
           *           "quota": {
           *             "eventsPerDay": 1000000
           *           },
           *           "httpsOnly": true,
           *           "verifiedOnly": false,
           *           "redact": [
           *             "/data/customer/email"
           *           ],
           *           "createdAt": "2026-03-01T12:00:00.000Z",
           *           "updatedAt": "2026-03-01T12:00:00.000Z"
           *         }
           *       ],
           *       "nextCursor": null
           *     }
           */
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
      header?: {
        /**
         * @description The `etag` of what you have: 304, without a body, when it is still that.
         * @example "42"
         */
        'if-none-match'?: string;
      };
      path: {
        /** @example acme */
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
          /**
           * @example {
           *       "id": "acme",
           *       "name": "Acme",
           *       "quota": {
           *         "eventsPerDay": 1000000
           *       },
           *       "httpsOnly": true,
           *       "verifiedOnly": false,
           *       "redact": [
           *         "/data/customer/email"
           *       ],
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Tenant'];
        };
      };
      /** @description It is as you have it. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      default: components['responses']['Problem'];
    };
  };
  putTenant: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The `etag` of what is to be changed: 412 precondition_failed when it is another by now.
         * @example "42"
         */
        'if-match'?: string;
        /**
         * @description `*`: only when there is none yet, else 412 precondition_failed.
         * @example *
         */
        'if-none-match'?: string;
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
         *       "name": "Acme",
         *       "quota": {
         *         "eventsPerDay": 1000000
         *       },
         *       "httpsOnly": true,
         *       "redact": [
         *         "/data/customer/email"
         *       ]
         *     }
         */
        'application/json': {
          name?: string;
          /** @description How fast the tenant may publish; beyond it, 429. */
          publishLimit?: {
            perSecond: number;
            burst: number;
          };
          quota?: {
            /** @description Events accepted in a day, UTC; beyond it, 429 event_quota_exceeded until midnight. */
            eventsPerDay?: number;
            /** @description Endpoints at a time; beyond it, 409 endpoint_quota_exceeded. Those that are there stay. */
            endpoints?: number;
            /** @description The largest data of an event, where that is less than MAX_EVENT_BYTES; beyond it, 413. */
            maxEventBytes?: number;
          };
          /** @description Whether its endpoints must be at https URLs; nothing is sent any more to those that are not. */
          httpsOnly?: boolean;
          /** @description Whether nothing is sent to an endpoint before POST …/verify was answered with the challenge. */
          verifiedOnly?: boolean;
          /** @description So many days after acceptance payloads and bodies of answers are expunged, and what is open of them is cancelled; no more than the platform keeps them. */
          retentionDays?: number;
          /** @description What the API hides of payloads, such as /data/card/number or /response/token. */
          redact?: string[];
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
          /**
           * @example {
           *       "id": "acme",
           *       "name": "Acme",
           *       "quota": {
           *         "eventsPerDay": 1000000
           *       },
           *       "httpsOnly": true,
           *       "verifiedOnly": false,
           *       "redact": [
           *         "/data/customer/email"
           *       ],
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Tenant'];
        };
      };
      /** @description Made. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "acme",
           *       "name": "Acme",
           *       "quota": {
           *         "eventsPerDay": 1000000
           *       },
           *       "httpsOnly": true,
           *       "verifiedOnly": false,
           *       "redact": [
           *         "/data/customer/email"
           *       ],
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Tenant'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  deleteTenant: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The `etag` of what is to be changed: 412 precondition_failed when it is another by now.
         * @example "42"
         */
        'if-match'?: string;
      };
      path: {
        /** @example acme */
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
        /**
         * @description How many at most; 1 to 250.
         * @example 20
         */
        limit?: number;
        /**
         * @description The nextCursor of the page before.
         * @example evt_01KJMMA2G0VD4NW26PJRXY7W2M
         */
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
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "key_01KJMMA2G0ZG7BX15J7NRW3SP7",
           *           "name": "the shop",
           *           "hint": "prk_x7Qa…",
           *           "scopes": [
           *             "publish"
           *           ],
           *           "tenant": "acme",
           *           "rateLimit": {
           *             "perSecond": 100,
           *             "burst": 200
           *           },
           *           "createdAt": "2026-03-01T12:00:00.000Z"
           *         }
           *       ],
           *       "nextCursor": null
           *     }
           */
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
      header?: {
        /**
         * @description The same request with the same key is done once, and answered as it was the first time; 409 idempotency_key_reused for another request.
         * @example new-endpoint-7
         */
        'idempotency-key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "name": "the shop",
         *       "scopes": [
         *         "publish"
         *       ],
         *       "tenant": "acme",
         *       "rateLimit": {
         *         "perSecond": 100,
         *         "burst": 200
         *       }
         *     }
         */
        'application/json': {
          name: string;
          scopes: ('publish' | 'manage' | 'read')[];
          /** @description The one tenant that the key reaches; without it, all. */
          tenant?: string;
          /**
           * Format: date-time
           * @description From then on it opens nothing.
           */
          expiresAt?: string;
          /** @description Where it may be used from, as CIDRs of either family: 203.0.113.0/24. From elsewhere, 403. */
          allowedCidrs?: string[];
          /** @description How many requests it may make, of each process; beyond, 429. A batch of events is one. */
          rateLimit?: {
            perSecond: number;
            burst: number;
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
          /**
           * @example {
           *       "id": "key_01KJMMA2G0ZG7BX15J7NRW3SP7",
           *       "name": "the shop",
           *       "hint": "prk_x7Qa…",
           *       "scopes": [
           *         "publish"
           *       ],
           *       "tenant": "acme",
           *       "rateLimit": {
           *         "perSecond": 100,
           *         "burst": 200
           *       },
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "key": "prk_x7Qa…"
           *     }
           */
          'application/json': components['schemas']['ApiKeyCreated'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  getApiKey: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The `etag` of what you have: 304, without a body, when it is still that.
         * @example "42"
         */
        'if-none-match'?: string;
      };
      path: {
        /** @example key_01KJMMA2G0ZG7BX15J7NRW3SP7 */
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
          /**
           * @example {
           *       "id": "key_01KJMMA2G0ZG7BX15J7NRW3SP7",
           *       "name": "the shop",
           *       "hint": "prk_x7Qa…",
           *       "scopes": [
           *         "publish"
           *       ],
           *       "tenant": "acme",
           *       "rateLimit": {
           *         "perSecond": 100,
           *         "burst": 200
           *       },
           *       "createdAt": "2026-03-01T12:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['ApiKey'];
        };
      };
      /** @description It is as you have it. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      default: components['responses']['Problem'];
    };
  };
  deleteApiKey: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The `etag` of what is to be changed: 412 precondition_failed when it is another by now.
         * @example "42"
         */
        'if-match'?: string;
      };
      path: {
        /** @example key_01KJMMA2G0ZG7BX15J7NRW3SP7 */
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
  updateApiKey: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The `etag` of what is to be changed: 412 precondition_failed when it is another by now.
         * @example "42"
         */
        'if-match'?: string;
      };
      path: {
        /** @example key_01KJMMA2G0ZG7BX15J7NRW3SP7 */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "name": "the new shop",
         *       "rateLimit": null
         *     }
         */
        'application/json': {
          name?: string;
          expiresAt?: string | null;
          allowedCidrs?: string[] | null;
          rateLimit?: {
            perSecond: number;
            burst: number;
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
          /**
           * @example {
           *       "id": "key_01KJMMA2G0ZG7BX15J7NRW3SP7",
           *       "name": "the shop",
           *       "hint": "prk_x7Qa…",
           *       "scopes": [
           *         "publish"
           *       ],
           *       "tenant": "acme",
           *       "rateLimit": {
           *         "perSecond": 100,
           *         "burst": 200
           *       },
           *       "createdAt": "2026-03-01T12:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['ApiKey'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  rotateApiKey: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The same request with the same key is done once, and answered as it was the first time; 409 idempotency_key_reused for another request.
         * @example new-endpoint-7
         */
        'idempotency-key'?: string;
      };
      path: {
        /** @example key_01KJMMA2G0ZG7BX15J7NRW3SP7 */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "graceSeconds": 3600
         *     }
         */
        'application/json': {
          /**
           * @description How long the old key still works beside the new one.
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
          /**
           * @example {
           *       "id": "key_01KJMMA2G0ZG7BX15J7NRW3SP7",
           *       "name": "the shop",
           *       "hint": "prk_x7Qa…",
           *       "scopes": [
           *         "publish"
           *       ],
           *       "tenant": "acme",
           *       "rateLimit": {
           *         "perSecond": 100,
           *         "burst": 200
           *       },
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "key": "prk_x7Qa…"
           *     }
           */
          'application/json': components['schemas']['ApiKeyCreated'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  listEventTypes: {
    parameters: {
      query?: {
        /**
         * @description How many at most; 1 to 250.
         * @example 20
         */
        limit?: number;
        /**
         * @description The nextCursor of the page before.
         * @example evt_01KJMMA2G0VD4NW26PJRXY7W2M
         */
        cursor?: string;
        /**
         * @description Only what is archived, or only what is not; both, when left out.
         * @example true
         */
        archived?: 'true' | 'false';
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
          /**
           * @example {
           *       "data": [
           *         {
           *           "type": "order.created",
           *           "description": "An order was placed.",
           *           "schema": {
           *             "type": "object",
           *             "required": [
           *               "order"
           *             ],
           *             "properties": {
           *               "order": {
           *                 "type": "integer"
           *               }
           *             }
           *           },
           *           "example": {
           *             "order": 1042,
           *             "total": 129.9,
           *             "customer": {
           *               "country": "de"
           *             }
           *           },
           *           "deprecated": false,
           *           "archived": false,
           *           "compatibility": "warn",
           *           "versions": [
           *             1,
           *             2
           *           ],
           *           "createdAt": "2026-03-01T12:00:00.000Z",
           *           "updatedAt": "2026-03-01T12:00:00.000Z"
           *         }
           *       ],
           *       "nextCursor": null
           *     }
           */
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
      header?: {
        /**
         * @description The `etag` of what you have: 304, without a body, when it is still that.
         * @example "42"
         */
        'if-none-match'?: string;
      };
      path: {
        /** @example order.created */
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
          /**
           * @example {
           *       "type": "order.created",
           *       "description": "An order was placed.",
           *       "schema": {
           *         "type": "object",
           *         "required": [
           *           "order"
           *         ],
           *         "properties": {
           *           "order": {
           *             "type": "integer"
           *           }
           *         }
           *       },
           *       "example": {
           *         "order": 1042,
           *         "total": 129.9,
           *         "customer": {
           *           "country": "de"
           *         }
           *       },
           *       "deprecated": false,
           *       "archived": false,
           *       "compatibility": "warn",
           *       "versions": [
           *         1,
           *         2
           *       ],
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['EventType'];
        };
      };
      /** @description It is as you have it. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      default: components['responses']['Problem'];
    };
  };
  putEventType: {
    parameters: {
      query?: {
        /**
         * @description true: answers as it would, and changes nothing.
         * @example true
         */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * @description The `etag` of what is to be changed: 412 precondition_failed when it is another by now.
         * @example "42"
         */
        'if-match'?: string;
        /**
         * @description `*`: only when there is none yet, else 412 precondition_failed.
         * @example *
         */
        'if-none-match'?: string;
      };
      path: {
        /** @example order.created */
        type: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "description": "An order was placed.",
         *       "schema": {
         *         "type": "object",
         *         "required": [
         *           "order"
         *         ],
         *         "properties": {
         *           "order": {
         *             "type": "integer"
         *           }
         *         }
         *       },
         *       "example": {
         *         "order": 1042,
         *         "total": 129.9,
         *         "customer": {
         *           "country": "de"
         *         }
         *       },
         *       "compatibility": "warn"
         *     }
         */
        'application/json': {
          description?: string;
          /** @description A JSON Schema, draft 2020-12, that data must fit. */
          schema?: unknown;
          /** @description Data as it may look; it must fit the schema. */
          example?: unknown;
          deprecated?: boolean;
          /**
           * @description none: versions are not compared; warn: what breaks is listed; strict: what breaks is refused with 409 incompatible_schema.
           * @enum {string}
           */
          compatibility?: 'none' | 'warn' | 'strict';
          /** @description What the API hides of payloads of this type, beside what their tenant hides. */
          redact?: string[];
        };
      };
    };
    responses: {
      /** @description Replaced, or only tried. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "order.created",
           *       "description": "An order was placed.",
           *       "schema": {
           *         "type": "object",
           *         "required": [
           *           "order"
           *         ],
           *         "properties": {
           *           "order": {
           *             "type": "integer"
           *           }
           *         }
           *       },
           *       "example": {
           *         "order": 1042,
           *         "total": 129.9,
           *         "customer": {
           *           "country": "de"
           *         }
           *       },
           *       "deprecated": false,
           *       "archived": false,
           *       "compatibility": "warn",
           *       "versions": [
           *         1,
           *         2
           *       ],
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z",
           *       "breaks": []
           *     }
           */
          'application/json': components['schemas']['EventTypeChecked'];
        };
      };
      /** @description Registered. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "order.created",
           *       "description": "An order was placed.",
           *       "schema": {
           *         "type": "object",
           *         "required": [
           *           "order"
           *         ],
           *         "properties": {
           *           "order": {
           *             "type": "integer"
           *           }
           *         }
           *       },
           *       "example": {
           *         "order": 1042,
           *         "total": 129.9,
           *         "customer": {
           *           "country": "de"
           *         }
           *       },
           *       "deprecated": false,
           *       "archived": false,
           *       "compatibility": "warn",
           *       "versions": [
           *         1,
           *         2
           *       ],
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z",
           *       "breaks": []
           *     }
           */
          'application/json': components['schemas']['EventTypeChecked'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  deleteEventType: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The `etag` of what is to be changed: 412 precondition_failed when it is another by now.
         * @example "42"
         */
        'if-match'?: string;
      };
      path: {
        /** @example order.created */
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
  archiveEventType: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The same request with the same key is done once, and answered as it was the first time; 409 idempotency_key_reused for another request.
         * @example new-endpoint-7
         */
        'idempotency-key'?: string;
      };
      path: {
        /** @example order.created */
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
          /**
           * @example {
           *       "type": "order.created",
           *       "description": "An order was placed.",
           *       "schema": {
           *         "type": "object",
           *         "required": [
           *           "order"
           *         ],
           *         "properties": {
           *           "order": {
           *             "type": "integer"
           *           }
           *         }
           *       },
           *       "example": {
           *         "order": 1042,
           *         "total": 129.9,
           *         "customer": {
           *           "country": "de"
           *         }
           *       },
           *       "deprecated": false,
           *       "archived": true,
           *       "compatibility": "warn",
           *       "versions": [
           *         1,
           *         2
           *       ],
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['EventType'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  restoreEventType: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The same request with the same key is done once, and answered as it was the first time; 409 idempotency_key_reused for another request.
         * @example new-endpoint-7
         */
        'idempotency-key'?: string;
      };
      path: {
        /** @example order.created */
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
          /**
           * @example {
           *       "type": "order.created",
           *       "description": "An order was placed.",
           *       "schema": {
           *         "type": "object",
           *         "required": [
           *           "order"
           *         ],
           *         "properties": {
           *           "order": {
           *             "type": "integer"
           *           }
           *         }
           *       },
           *       "example": {
           *         "order": 1042,
           *         "total": 129.9,
           *         "customer": {
           *           "country": "de"
           *         }
           *       },
           *       "deprecated": false,
           *       "archived": false,
           *       "compatibility": "warn",
           *       "versions": [
           *         1,
           *         2
           *       ],
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['EventType'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  listEventTypeVersions: {
    parameters: {
      query?: {
        /**
         * @description How many at most; 1 to 250.
         * @example 20
         */
        limit?: number;
        /**
         * @description The nextCursor of the page before.
         * @example evt_01KJMMA2G0VD4NW26PJRXY7W2M
         */
        cursor?: string;
        /**
         * @description Only what is archived, or only what is not; both, when left out.
         * @example true
         */
        archived?: 'true' | 'false';
      };
      header?: never;
      path: {
        /** @example order.created */
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
          /**
           * @example {
           *       "data": [
           *         {
           *           "type": "order.created",
           *           "version": 2,
           *           "description": "Orders have a total.",
           *           "schema": {
           *             "type": "object",
           *             "required": [
           *               "order",
           *               "total"
           *             ],
           *             "properties": {
           *               "order": {
           *                 "type": "integer"
           *               }
           *             }
           *           },
           *           "example": {
           *             "order": 1042,
           *             "total": 129.9,
           *             "customer": {
           *               "country": "de"
           *             }
           *           },
           *           "deprecated": false,
           *           "archived": false,
           *           "createdAt": "2026-03-01T12:00:00.000Z",
           *           "updatedAt": "2026-03-01T12:00:00.000Z"
           *         }
           *       ],
           *       "nextCursor": null
           *     }
           */
          'application/json': {
            data: components['schemas']['EventTypeVersion'][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
          };
        };
      };
      default: components['responses']['Problem'];
    };
  };
  getEventTypeVersion: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @example order.created */
        type: string;
        /** @example 2 */
        version: number;
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
          /**
           * @example {
           *       "type": "order.created",
           *       "version": 2,
           *       "description": "Orders have a total.",
           *       "schema": {
           *         "type": "object",
           *         "required": [
           *           "order",
           *           "total"
           *         ],
           *         "properties": {
           *           "order": {
           *             "type": "integer"
           *           }
           *         }
           *       },
           *       "example": {
           *         "order": 1042,
           *         "total": 129.9,
           *         "customer": {
           *           "country": "de"
           *         }
           *       },
           *       "deprecated": false,
           *       "archived": false,
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['EventTypeVersion'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  putEventTypeVersion: {
    parameters: {
      query?: {
        /**
         * @description true: answers as it would, and changes nothing.
         * @example true
         */
        dryRun?: 'true' | 'false';
      };
      header?: never;
      path: {
        /** @example order.created */
        type: string;
        /** @example 2 */
        version: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "description": "Orders have a total.",
         *       "schema": {
         *         "type": "object",
         *         "required": [
         *           "order",
         *           "total"
         *         ],
         *         "properties": {
         *           "order": {
         *             "type": "integer"
         *           }
         *         }
         *       },
         *       "example": {
         *         "order": 1042,
         *         "total": 129.9,
         *         "customer": {
         *           "country": "de"
         *         }
         *       }
         *     }
         */
        'application/json': {
          /** @description What is different in this version. */
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
      /** @description Replaced, or only tried. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "order.created",
           *       "version": 2,
           *       "description": "Orders have a total.",
           *       "schema": {
           *         "type": "object",
           *         "required": [
           *           "order",
           *           "total"
           *         ],
           *         "properties": {
           *           "order": {
           *             "type": "integer"
           *           }
           *         }
           *       },
           *       "example": {
           *         "order": 1042,
           *         "total": 129.9,
           *         "customer": {
           *           "country": "de"
           *         }
           *       },
           *       "deprecated": false,
           *       "archived": false,
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z",
           *       "breaks": []
           *     }
           */
          'application/json': components['schemas']['EventTypeVersionChecked'];
        };
      };
      /** @description Registered. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "type": "order.created",
           *       "version": 2,
           *       "description": "Orders have a total.",
           *       "schema": {
           *         "type": "object",
           *         "required": [
           *           "order",
           *           "total"
           *         ],
           *         "properties": {
           *           "order": {
           *             "type": "integer"
           *           }
           *         }
           *       },
           *       "example": {
           *         "order": 1042,
           *         "total": 129.9,
           *         "customer": {
           *           "country": "de"
           *         }
           *       },
           *       "deprecated": false,
           *       "archived": false,
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z",
           *       "breaks": []
           *     }
           */
          'application/json': components['schemas']['EventTypeVersionChecked'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  archiveEventTypeVersion: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The same request with the same key is done once, and answered as it was the first time; 409 idempotency_key_reused for another request.
         * @example new-endpoint-7
         */
        'idempotency-key'?: string;
      };
      path: {
        /** @example order.created */
        type: string;
        /** @example 2 */
        version: number;
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
          /**
           * @example {
           *       "type": "order.created",
           *       "version": 2,
           *       "description": "Orders have a total.",
           *       "schema": {
           *         "type": "object",
           *         "required": [
           *           "order",
           *           "total"
           *         ],
           *         "properties": {
           *           "order": {
           *             "type": "integer"
           *           }
           *         }
           *       },
           *       "example": {
           *         "order": 1042,
           *         "total": 129.9,
           *         "customer": {
           *           "country": "de"
           *         }
           *       },
           *       "deprecated": false,
           *       "archived": true,
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['EventTypeVersion'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  restoreEventTypeVersion: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The same request with the same key is done once, and answered as it was the first time; 409 idempotency_key_reused for another request.
         * @example new-endpoint-7
         */
        'idempotency-key'?: string;
      };
      path: {
        /** @example order.created */
        type: string;
        /** @example 2 */
        version: number;
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
          /**
           * @example {
           *       "type": "order.created",
           *       "version": 2,
           *       "description": "Orders have a total.",
           *       "schema": {
           *         "type": "object",
           *         "required": [
           *           "order",
           *           "total"
           *         ],
           *         "properties": {
           *           "order": {
           *             "type": "integer"
           *           }
           *         }
           *       },
           *       "example": {
           *         "order": 1042,
           *         "total": 129.9,
           *         "customer": {
           *           "country": "de"
           *         }
           *       },
           *       "deprecated": false,
           *       "archived": false,
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['EventTypeVersion'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  importEventTypes: {
    parameters: {
      query?: {
        /**
         * @description true: answers as it would, and changes nothing.
         * @example true
         */
        dryRun?: 'true' | 'false';
      };
      header?: {
        /**
         * @description The same request with the same key is done once, and answered as it was the first time; 409 idempotency_key_reused for another request.
         * @example new-endpoint-7
         */
        'idempotency-key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "openapi": "3.1.0",
         *       "info": {
         *         "title": "A shop",
         *         "version": "1"
         *       },
         *       "webhooks": {
         *         "order.shipped": {
         *           "post": {
         *             "summary": "An order left.",
         *             "requestBody": {
         *               "content": {
         *                 "application/json": {
         *                   "schema": {
         *                     "type": "object",
         *                     "required": [
         *                       "order"
         *                     ],
         *                     "properties": {
         *                       "order": {
         *                         "type": "integer"
         *                       }
         *                     }
         *                   }
         *                 }
         *               }
         *             }
         *           }
         *         }
         *       }
         *     }
         */
        'application/json': {
          openapi: string;
          /** @description Called after event types, such as order.created, or versions of them, such as order.created@2. */
          webhooks: {
            [key: string]: unknown;
          };
        } & {
          [key: string]: unknown;
        };
      };
    };
    responses: {
      /** @description Each webhook has its result. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "results": [
           *         {
           *           "name": "order.shipped",
           *           "status": 201,
           *           "type": "order.shipped",
           *           "version": 1,
           *           "breaks": []
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['EventTypesImported'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  exportEventTypes: {
    parameters: {
      query?: {
        /**
         * @description OpenAPI 3.1, or AsyncAPI 3.0.
         * @example asyncapi
         */
        format?: 'openapi' | 'asyncapi';
        /**
         * @description A name such as order.created, a prefix such as order.*, or *.
         * @example order.*
         */
        eventTypes?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The document. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "openapi": "3.1.0",
           *       "info": {
           *         "title": "Events",
           *         "version": "1"
           *       },
           *       "webhooks": {}
           *     }
           */
          'application/json': Record<string, never>;
        };
      };
      default: components['responses']['Problem'];
    };
  };
  listEndpoints: {
    parameters: {
      query?: {
        /**
         * @description How many at most; 1 to 250.
         * @example 20
         */
        limit?: number;
        /**
         * @description The nextCursor of the page before.
         * @example evt_01KJMMA2G0VD4NW26PJRXY7W2M
         */
        cursor?: string;
      };
      header?: never;
      path: {
        /** @example acme */
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
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "ep_01KJMMA2G0DQ23JMEWXSYN8QR6",
           *           "tenant": "acme",
           *           "url": "https://shop.example.com/webhooks",
           *           "subscriptions": [
           *             {
           *               "id": "sub_01KJMMA2G016039YDD8RCP31KF",
           *               "eventTypes": [
           *                 "order.*"
           *               ],
           *               "filter": {
           *                 "data": {
           *                   "total": {
           *                     "$gte": 100
           *                   }
           *                 }
           *               }
           *             }
           *           ],
           *           "headers": {
           *             "x-shop": "[hidden]"
           *           },
           *           "maxInFlight": 10,
           *           "timeoutMs": 15000,
           *           "retry": {
           *             "scheduleSeconds": [
           *               5,
           *               300,
           *               3600
           *             ]
           *           },
           *           "ordering": "none",
           *           "payload": "full",
           *           "format": "standard",
           *           "signing": [
           *             {
           *               "profile": "v1"
           *             }
           *           ],
           *           "status": "enabled",
           *           "statusSince": "2026-03-01T12:00:00.000Z",
           *           "createdAt": "2026-03-01T12:00:00.000Z",
           *           "updatedAt": "2026-03-01T12:00:00.000Z"
           *         }
           *       ],
           *       "nextCursor": null
           *     }
           */
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
      header?: {
        /**
         * @description The same request with the same key is done once, and answered as it was the first time; 409 idempotency_key_reused for another request.
         * @example new-endpoint-7
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
         *       "url": "https://shop.example.com/webhooks",
         *       "subscriptions": [
         *         {
         *           "eventTypes": [
         *             "order.*"
         *           ],
         *           "filter": {
         *             "data": {
         *               "total": {
         *                 "$gte": 100
         *               }
         *             }
         *           }
         *         }
         *       ],
         *       "headers": {
         *         "x-shop": "acme"
         *       },
         *       "retry": {
         *         "scheduleSeconds": [
         *           5,
         *           300,
         *           3600
         *         ]
         *       }
         *     }
         */
        'application/json': {
          /** @description Where deliveries are posted to: http or https, at a public address. */
          url: string;
          description?: string;
          /** @description Which events it gets; without it, every event type. */
          subscriptions?: {
            /** @description Names such as order.created, prefixes such as order.*, or *. */
            eventTypes: string[];
            /** @description Events that were published in this version of their type, and no others; without it, in whichever version they are. */
            version?: number;
            /** @description Only events that have one of these labels. */
            labels?: string[];
            /** @description Which events it wants, by their data and metadata: docs/filters.md has the language. */
            filter?: {
              [key: string]: unknown;
            };
            /** @description Changes body, headers and path of what is sent, or drops it; see docs/transformations.md. */
            transform?: {
              /** @enum {string} */
              language: 'jsonata' | 'javascript';
              /** @description A JSONata expression, or JavaScript that defines the function transform(event). */
              code: string;
            };
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
          /**
           * @description thin: the body has type, timestamp, id and a link to the event instead of its data.
           * @enum {string}
           */
          payload?: 'full' | 'thin';
          /**
           * @description cloudevents: the body is a CloudEvent 1.0 in structured mode; signed in the same way.
           * @enum {string}
           */
          format?: 'standard' | 'cloudevents';
          metadata?: {
            [key: string]: string;
          };
          /** @description v1: HMAC-SHA256 by Standard Webhooks; v1a: ed25519 by a key pair of the endpoint’s own; custom: another sender’s form. [{"profile":"v1"}] unless given. */
          signing?: (
            | {
                /** @enum {string} */
                profile: 'v1' | 'v1a';
              }
            | {
                /** @enum {string} */
                profile: 'custom';
                /** @description Neither one that Postrider or HTTP sets, nor one of the endpoint’s own. */
                header: string;
                /** @description What is signed, with {id}, {timestamp} (in seconds) and {body} in it: {timestamp}.{body} */
                template: string;
                /**
                 * @description The header’s value, with {signature} in it, and {id} and {timestamp} where wanted: t={timestamp},v1={signature}
                 * @default {signature}
                 */
                value?: string;
                /** @description What each further live secret adds to the value while secrets overlap: ,v1={signature}. Without it the header has one signature, the oldest live secret’s. */
                further?: string;
                /**
                 * @description Of the HMAC.
                 * @enum {string}
                 */
                hash: 'sha256' | 'sha512' | 'sha1';
                /** @enum {string} */
                encoding: 'hex' | 'base64';
                /** @description A secret of its own, as the receiver has it already; kept encrypted and never shown. Without it the endpoint’s secrets sign, by the bytes of their whole text, whsec_ included. */
                secret?: string;
              }
          )[];
          /** @description Kept encrypted; what is secret of it is never shown. */
          auth?:
            | {
                /** @enum {string} */
                type: 'basic';
                username: string & (unknown & unknown);
                password: string;
              }
            | {
                /** @enum {string} */
                type: 'bearer';
                token: string;
              }
            | {
                /** @enum {string} */
                type: 'apiKey';
                header: string;
                value: string;
              }
            | {
                /** @enum {string} */
                type: 'oauth2';
                /** @description Where tokens are asked for: under the same rules as the URL. */
                tokenUrl: string;
                clientId: string;
                scopes?: string[];
                audience?: string;
                /**
                 * @description How the client’s secret goes to the token URL: in an Authorization header, or in the form.
                 * @default basic
                 * @enum {string}
                 */
                authMethod?: 'basic' | 'post';
                clientSecret: string;
              }
            | {
                /** @enum {string} */
                type: 'mtls';
                /** @description The client’s certificate, its chain behind it, in PEM. */
                certificate: string;
                /** @description The private key of the certificate, in PEM, without a passphrase. */
                key: string;
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
          /**
           * @example {
           *       "id": "ep_01KJMMA2G0DQ23JMEWXSYN8QR6",
           *       "tenant": "acme",
           *       "url": "https://shop.example.com/webhooks",
           *       "subscriptions": [
           *         {
           *           "id": "sub_01KJMMA2G016039YDD8RCP31KF",
           *           "eventTypes": [
           *             "order.*"
           *           ],
           *           "filter": {
           *             "data": {
           *               "total": {
           *                 "$gte": 100
           *               }
           *             }
           *           }
           *         }
           *       ],
           *       "headers": {
           *         "x-shop": "[hidden]"
           *       },
           *       "maxInFlight": 10,
           *       "timeoutMs": 15000,
           *       "retry": {
           *         "scheduleSeconds": [
           *           5,
           *           300,
           *           3600
           *         ]
           *       },
           *       "ordering": "none",
           *       "payload": "full",
           *       "format": "standard",
           *       "signing": [
           *         {
           *           "profile": "v1"
           *         }
           *       ],
           *       "status": "enabled",
           *       "statusSince": "2026-03-01T12:00:00.000Z",
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z",
           *       "secret": "whsec_…"
           *     }
           */
          'application/json': components['schemas']['EndpointCreated'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  getEndpoint: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The `etag` of what you have: 304, without a body, when it is still that.
         * @example "42"
         */
        'if-none-match'?: string;
      };
      path: {
        /** @example acme */
        tenant: string;
        /** @example ep_01KJMMA2G0DQ23JMEWXSYN8QR6 */
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
          /**
           * @example {
           *       "id": "ep_01KJMMA2G0DQ23JMEWXSYN8QR6",
           *       "tenant": "acme",
           *       "url": "https://shop.example.com/webhooks",
           *       "subscriptions": [
           *         {
           *           "id": "sub_01KJMMA2G016039YDD8RCP31KF",
           *           "eventTypes": [
           *             "order.*"
           *           ],
           *           "filter": {
           *             "data": {
           *               "total": {
           *                 "$gte": 100
           *               }
           *             }
           *           }
           *         }
           *       ],
           *       "headers": {
           *         "x-shop": "[hidden]"
           *       },
           *       "maxInFlight": 10,
           *       "timeoutMs": 15000,
           *       "retry": {
           *         "scheduleSeconds": [
           *           5,
           *           300,
           *           3600
           *         ]
           *       },
           *       "ordering": "none",
           *       "payload": "full",
           *       "format": "standard",
           *       "signing": [
           *         {
           *           "profile": "v1"
           *         }
           *       ],
           *       "status": "enabled",
           *       "statusSince": "2026-03-01T12:00:00.000Z",
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Endpoint'];
        };
      };
      /** @description It is as you have it. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      default: components['responses']['Problem'];
    };
  };
  deleteEndpoint: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The `etag` of what is to be changed: 412 precondition_failed when it is another by now.
         * @example "42"
         */
        'if-match'?: string;
      };
      path: {
        /** @example acme */
        tenant: string;
        /** @example ep_01KJMMA2G0DQ23JMEWXSYN8QR6 */
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
      header?: {
        /**
         * @description The `etag` of what is to be changed: 412 precondition_failed when it is another by now.
         * @example "42"
         */
        'if-match'?: string;
      };
      path: {
        /** @example acme */
        tenant: string;
        /** @example ep_01KJMMA2G0DQ23JMEWXSYN8QR6 */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "description": "The shop",
         *       "timeoutMs": 5000,
         *       "headers": null
         *     }
         */
        'application/json': {
          url?: string;
          description?: string | null;
          subscriptions?:
            | {
                /** @description Names such as order.created, prefixes such as order.*, or *. */
                eventTypes: string[];
                /** @description Events that were published in this version of their type, and no others; without it, in whichever version they are. */
                version?: number;
                /** @description Only events that have one of these labels. */
                labels?: string[];
                /** @description Which events it wants, by their data and metadata: docs/filters.md has the language. */
                filter?: {
                  [key: string]: unknown;
                };
                /** @description Changes body, headers and path of what is sent, or drops it; see docs/transformations.md. */
                transform?: {
                  /** @enum {string} */
                  language: 'jsonata' | 'javascript';
                  /** @description A JSONata expression, or JavaScript that defines the function transform(event). */
                  code: string;
                };
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
          payload?: ('full' | 'thin') | null;
          format?: ('standard' | 'cloudevents') | null;
          metadata?: {
            [key: string]: string;
          } | null;
          signing?:
            | (
                | {
                    /** @enum {string} */
                    profile: 'v1' | 'v1a';
                  }
                | {
                    /** @enum {string} */
                    profile: 'custom';
                    /** @description Neither one that Postrider or HTTP sets, nor one of the endpoint’s own. */
                    header: string;
                    /** @description What is signed, with {id}, {timestamp} (in seconds) and {body} in it: {timestamp}.{body} */
                    template: string;
                    /**
                     * @description The header’s value, with {signature} in it, and {id} and {timestamp} where wanted: t={timestamp},v1={signature}
                     * @default {signature}
                     */
                    value?: string;
                    /** @description What each further live secret adds to the value while secrets overlap: ,v1={signature}. Without it the header has one signature, the oldest live secret’s. */
                    further?: string;
                    /**
                     * @description Of the HMAC.
                     * @enum {string}
                     */
                    hash: 'sha256' | 'sha512' | 'sha1';
                    /** @enum {string} */
                    encoding: 'hex' | 'base64';
                    /** @description A secret of its own, as the receiver has it already; kept encrypted and never shown. Without it the endpoint’s secrets sign, by the bytes of their whole text, whsec_ included. */
                    secret?: string;
                  }
              )[]
            | null;
          auth?:
            | (
                | {
                    /** @enum {string} */
                    type: 'basic';
                    username: string & (unknown & unknown);
                    password: string;
                  }
                | {
                    /** @enum {string} */
                    type: 'bearer';
                    token: string;
                  }
                | {
                    /** @enum {string} */
                    type: 'apiKey';
                    header: string;
                    value: string;
                  }
                | {
                    /** @enum {string} */
                    type: 'oauth2';
                    /** @description Where tokens are asked for: under the same rules as the URL. */
                    tokenUrl: string;
                    clientId: string;
                    scopes?: string[];
                    audience?: string;
                    /**
                     * @description How the client’s secret goes to the token URL: in an Authorization header, or in the form.
                     * @default basic
                     * @enum {string}
                     */
                    authMethod?: 'basic' | 'post';
                    clientSecret: string;
                  }
                | {
                    /** @enum {string} */
                    type: 'mtls';
                    /** @description The client’s certificate, its chain behind it, in PEM. */
                    certificate: string;
                    /** @description The private key of the certificate, in PEM, without a passphrase. */
                    key: string;
                  }
              )
            | null;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "ep_01KJMMA2G0DQ23JMEWXSYN8QR6",
           *       "tenant": "acme",
           *       "url": "https://shop.example.com/webhooks",
           *       "subscriptions": [
           *         {
           *           "id": "sub_01KJMMA2G016039YDD8RCP31KF",
           *           "eventTypes": [
           *             "order.*"
           *           ],
           *           "filter": {
           *             "data": {
           *               "total": {
           *                 "$gte": 100
           *               }
           *             }
           *           }
           *         }
           *       ],
           *       "headers": {
           *         "x-shop": "[hidden]"
           *       },
           *       "maxInFlight": 10,
           *       "timeoutMs": 15000,
           *       "retry": {
           *         "scheduleSeconds": [
           *           5,
           *           300,
           *           3600
           *         ]
           *       },
           *       "ordering": "none",
           *       "payload": "full",
           *       "format": "standard",
           *       "signing": [
           *         {
           *           "profile": "v1"
           *         }
           *       ],
           *       "status": "enabled",
           *       "statusSince": "2026-03-01T12:00:00.000Z",
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Endpoint'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  disableEndpoint: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The same request with the same key is done once, and answered as it was the first time; 409 idempotency_key_reused for another request.
         * @example new-endpoint-7
         */
        'idempotency-key'?: string;
      };
      path: {
        /** @example acme */
        tenant: string;
        /** @example ep_01KJMMA2G0DQ23JMEWXSYN8QR6 */
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
          /**
           * @example {
           *       "id": "ep_01KJMMA2G0DQ23JMEWXSYN8QR6",
           *       "tenant": "acme",
           *       "url": "https://shop.example.com/webhooks",
           *       "subscriptions": [
           *         {
           *           "id": "sub_01KJMMA2G016039YDD8RCP31KF",
           *           "eventTypes": [
           *             "order.*"
           *           ],
           *           "filter": {
           *             "data": {
           *               "total": {
           *                 "$gte": 100
           *               }
           *             }
           *           }
           *         }
           *       ],
           *       "headers": {
           *         "x-shop": "[hidden]"
           *       },
           *       "maxInFlight": 10,
           *       "timeoutMs": 15000,
           *       "retry": {
           *         "scheduleSeconds": [
           *           5,
           *           300,
           *           3600
           *         ]
           *       },
           *       "ordering": "none",
           *       "payload": "full",
           *       "format": "standard",
           *       "signing": [
           *         {
           *           "profile": "v1"
           *         }
           *       ],
           *       "status": "disabled",
           *       "statusSince": "2026-03-01T12:00:00.000Z",
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z",
           *       "disabledReason": "requested"
           *     }
           */
          'application/json': components['schemas']['Endpoint'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  enableEndpoint: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The same request with the same key is done once, and answered as it was the first time; 409 idempotency_key_reused for another request.
         * @example new-endpoint-7
         */
        'idempotency-key'?: string;
      };
      path: {
        /** @example acme */
        tenant: string;
        /** @example ep_01KJMMA2G0DQ23JMEWXSYN8QR6 */
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
          /**
           * @example {
           *       "id": "ep_01KJMMA2G0DQ23JMEWXSYN8QR6",
           *       "tenant": "acme",
           *       "url": "https://shop.example.com/webhooks",
           *       "subscriptions": [
           *         {
           *           "id": "sub_01KJMMA2G016039YDD8RCP31KF",
           *           "eventTypes": [
           *             "order.*"
           *           ],
           *           "filter": {
           *             "data": {
           *               "total": {
           *                 "$gte": 100
           *               }
           *             }
           *           }
           *         }
           *       ],
           *       "headers": {
           *         "x-shop": "[hidden]"
           *       },
           *       "maxInFlight": 10,
           *       "timeoutMs": 15000,
           *       "retry": {
           *         "scheduleSeconds": [
           *           5,
           *           300,
           *           3600
           *         ]
           *       },
           *       "ordering": "none",
           *       "payload": "full",
           *       "format": "standard",
           *       "signing": [
           *         {
           *           "profile": "v1"
           *         }
           *       ],
           *       "status": "enabled",
           *       "statusSince": "2026-03-01T12:00:00.000Z",
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Endpoint'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  pauseEndpoint: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The same request with the same key is done once, and answered as it was the first time; 409 idempotency_key_reused for another request.
         * @example new-endpoint-7
         */
        'idempotency-key'?: string;
      };
      path: {
        /** @example acme */
        tenant: string;
        /** @example ep_01KJMMA2G0DQ23JMEWXSYN8QR6 */
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
          /**
           * @example {
           *       "id": "ep_01KJMMA2G0DQ23JMEWXSYN8QR6",
           *       "tenant": "acme",
           *       "url": "https://shop.example.com/webhooks",
           *       "subscriptions": [
           *         {
           *           "id": "sub_01KJMMA2G016039YDD8RCP31KF",
           *           "eventTypes": [
           *             "order.*"
           *           ],
           *           "filter": {
           *             "data": {
           *               "total": {
           *                 "$gte": 100
           *               }
           *             }
           *           }
           *         }
           *       ],
           *       "headers": {
           *         "x-shop": "[hidden]"
           *       },
           *       "maxInFlight": 10,
           *       "timeoutMs": 15000,
           *       "retry": {
           *         "scheduleSeconds": [
           *           5,
           *           300,
           *           3600
           *         ]
           *       },
           *       "ordering": "none",
           *       "payload": "full",
           *       "format": "standard",
           *       "signing": [
           *         {
           *           "profile": "v1"
           *         }
           *       ],
           *       "status": "paused",
           *       "statusSince": "2026-03-01T12:00:00.000Z",
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Endpoint'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  resumeEndpoint: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The same request with the same key is done once, and answered as it was the first time; 409 idempotency_key_reused for another request.
         * @example new-endpoint-7
         */
        'idempotency-key'?: string;
      };
      path: {
        /** @example acme */
        tenant: string;
        /** @example ep_01KJMMA2G0DQ23JMEWXSYN8QR6 */
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
          /**
           * @example {
           *       "id": "ep_01KJMMA2G0DQ23JMEWXSYN8QR6",
           *       "tenant": "acme",
           *       "url": "https://shop.example.com/webhooks",
           *       "subscriptions": [
           *         {
           *           "id": "sub_01KJMMA2G016039YDD8RCP31KF",
           *           "eventTypes": [
           *             "order.*"
           *           ],
           *           "filter": {
           *             "data": {
           *               "total": {
           *                 "$gte": 100
           *               }
           *             }
           *           }
           *         }
           *       ],
           *       "headers": {
           *         "x-shop": "[hidden]"
           *       },
           *       "maxInFlight": 10,
           *       "timeoutMs": 15000,
           *       "retry": {
           *         "scheduleSeconds": [
           *           5,
           *           300,
           *           3600
           *         ]
           *       },
           *       "ordering": "none",
           *       "payload": "full",
           *       "format": "standard",
           *       "signing": [
           *         {
           *           "profile": "v1"
           *         }
           *       ],
           *       "status": "enabled",
           *       "statusSince": "2026-03-01T12:00:00.000Z",
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "updatedAt": "2026-03-01T12:00:00.000Z"
           *     }
           */
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
        /** @example acme */
        tenant: string;
        /** @example ep_01KJMMA2G0DQ23JMEWXSYN8QR6 */
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
          /**
           * @example {
           *       "secret": "whsec_…",
           *       "previous": [
           *         {
           *           "secret": "whsec_…",
           *           "expiresAt": "2026-03-01T12:00:05.000Z"
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['EndpointSecrets'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  rotateEndpointSecret: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The same request with the same key is done once, and answered as it was the first time; 409 idempotency_key_reused for another request.
         * @example new-endpoint-7
         */
        'idempotency-key'?: string;
      };
      path: {
        /** @example acme */
        tenant: string;
        /** @example ep_01KJMMA2G0DQ23JMEWXSYN8QR6 */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "graceSeconds": 3600
         *     }
         */
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
          /**
           * @example {
           *       "secret": "whsec_…",
           *       "previous": [
           *         {
           *           "secret": "whsec_…",
           *           "expiresAt": "2026-03-01T12:00:05.000Z"
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['EndpointSecrets'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  rotateEndpointSigningKeys: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The same request with the same key is done once, and answered as it was the first time; 409 idempotency_key_reused for another request.
         * @example new-endpoint-7
         */
        'idempotency-key'?: string;
      };
      path: {
        /** @example acme */
        tenant: string;
        /** @example ep_01KJMMA2G0DQ23JMEWXSYN8QR6 */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "graceSeconds": 3600
         *     }
         */
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
          /**
           * @example {
           *       "keys": [
           *         {
           *           "publicKey": "whpk_MCowBQYDK2VwAyEA…",
           *           "createdAt": "2026-03-01T12:00:00.000Z"
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['EndpointSigningKeys'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  getEndpointJwks: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @example acme */
        tenant: string;
        /** @example ep_01KJMMA2G0DQ23JMEWXSYN8QR6 */
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
          /**
           * @example {
           *       "keys": [
           *         {
           *           "kty": "OKP",
           *           "crv": "Ed25519",
           *           "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
           *           "use": "sig",
           *           "alg": "EdDSA",
           *           "kid": "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['Jwks'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  testEndpoint: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The same request with the same key is done once, and answered as it was the first time; 409 idempotency_key_reused for another request.
         * @example new-endpoint-7
         */
        'idempotency-key'?: string;
      };
      path: {
        /** @example acme */
        tenant: string;
        /** @example ep_01KJMMA2G0DQ23JMEWXSYN8QR6 */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "eventType": "order.created"
         *     }
         */
        'application/json': {
          /** @description Whose example is sent; without it, an event of type postrider.endpoint.test. */
          eventType?: string;
        };
      };
    };
    responses: {
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "delivery": "dlv_01KJMMA2G0W4Q9T6XC5E3ZJ8HD",
           *       "event": "evt_01KJMMA2G0VD4NW26PJRXY7W2M"
           *     }
           */
          'application/json': components['schemas']['EndpointTestStarted'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  verifyEndpoint: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The same request with the same key is done once, and answered as it was the first time; 409 idempotency_key_reused for another request.
         * @example new-endpoint-7
         */
        'idempotency-key'?: string;
      };
      path: {
        /** @example acme */
        tenant: string;
        /** @example ep_01KJMMA2G0DQ23JMEWXSYN8QR6 */
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
          /**
           * @example {
           *       "delivery": "dlv_01KJMMA2G0W4Q9T6XC5E3ZJ8HD",
           *       "event": "evt_01KJMMA2G0VD4NW26PJRXY7W2M"
           *     }
           */
          'application/json': components['schemas']['EndpointTestStarted'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  getEgressIps: {
    parameters: {
      query?: never;
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
          /**
           * @example {
           *       "ips": [
           *         "203.0.113.16/28",
           *         "2001:db8:1::7"
           *       ]
           *     }
           */
          'application/json': components['schemas']['EgressIps'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  testFilter: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The same request with the same key is done once, and answered as it was the first time; 409 idempotency_key_reused for another request.
         * @example new-endpoint-7
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
         *       "filter": {
         *         "data": {
         *           "total": {
         *             "$gte": 100
         *           }
         *         }
         *       },
         *       "event": {
         *         "type": "order.created",
         *         "data": {
         *           "order": 1042,
         *           "total": 129.9,
         *           "customer": {
         *             "country": "de"
         *           }
         *         }
         *       }
         *     }
         */
        'application/json': {
          /** @description Which events it wants, by their data and metadata: docs/filters.md has the language. */
          filter: {
            [key: string]: unknown;
          };
          /** @description An event as it would be published. Nothing is published. */
          event: {
            type: string;
            data: unknown;
            id?: string;
            /**
             * Format: date-time
             * @description Now, when left out.
             */
            timestamp?: string;
            orderingKey?: string;
            version?: number;
            labels?: string[];
          };
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "matches": true,
           *       "undecided": false,
           *       "reasons": []
           *     }
           */
          'application/json': components['schemas']['FilterTested'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  listEvents: {
    parameters: {
      query?: {
        /**
         * @description How many at most; 1 to 250.
         * @example 20
         */
        limit?: number;
        /**
         * @description The nextCursor of the page before.
         * @example evt_01KJMMA2G0VD4NW26PJRXY7W2M
         */
        cursor?: string;
        /** @example order.created */
        eventType?: string;
        /**
         * @description The source of CloudEvents.
         * @example /shop
         */
        source?: string;
        /**
         * @description The id that CloudEvents have in their source.
         * @example 1042
         */
        sourceId?: string;
        /**
         * @description Only events that have this label.
         * @example eu
         */
        label?: string;
        /**
         * @description From this time on.
         * @example 2026-03-01T12:00:00.000Z
         */
        since?: string;
        /**
         * @description Before this time.
         * @example 2026-03-01T12:00:00.000Z
         */
        until?: string;
      };
      header?: never;
      path: {
        /** @example acme */
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
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "evt_01KJMMA2G0VD4NW26PJRXY7W2M",
           *           "tenant": "acme",
           *           "type": "order.created",
           *           "timestamp": "2026-03-01T12:00:00.000Z",
           *           "acceptedAt": "2026-03-01T12:00:00.000Z",
           *           "labels": [
           *             "eu"
           *           ],
           *           "bytes": 60
           *         }
           *       ],
           *       "nextCursor": null
           *     }
           */
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
        /** @example acme */
        tenant: string;
        /** @example evt_01KJMMA2G0VD4NW26PJRXY7W2M */
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
          /**
           * @example {
           *       "id": "evt_01KJMMA2G0VD4NW26PJRXY7W2M",
           *       "tenant": "acme",
           *       "type": "order.created",
           *       "timestamp": "2026-03-01T12:00:00.000Z",
           *       "acceptedAt": "2026-03-01T12:00:00.000Z",
           *       "labels": [
           *         "eu"
           *       ],
           *       "bytes": 60,
           *       "data": {
           *         "order": 1042,
           *         "total": 129.9,
           *         "customer": {
           *           "country": "de"
           *         }
           *       },
           *       "deliveries": [
           *         {
           *           "id": "dlv_01KJMMA2G0W4Q9T6XC5E3ZJ8HD",
           *           "tenant": "acme",
           *           "event": "evt_01KJMMA2G0VD4NW26PJRXY7W2M",
           *           "eventType": "order.created",
           *           "endpoint": "ep_01KJMMA2G0DQ23JMEWXSYN8QR6",
           *           "status": "dead",
           *           "reason": "exhausted",
           *           "run": 0,
           *           "attempts": 1,
           *           "acceptedAt": "2026-03-01T12:00:00.000Z",
           *           "lastAttemptAt": "2026-03-01T12:00:05.000Z",
           *           "lastFailure": "status",
           *           "lastStatusCode": 503
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['EventWithDeliveries'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  expungeEventData: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @example acme */
        tenant: string;
        /** @example evt_01KJMMA2G0VD4NW26PJRXY7W2M */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Expunged. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      default: components['responses']['Problem'];
    };
  };
  listDeliveries: {
    parameters: {
      query?: {
        /**
         * @description How many at most; 1 to 250.
         * @example 20
         */
        limit?: number;
        /**
         * @description The nextCursor of the page before.
         * @example evt_01KJMMA2G0VD4NW26PJRXY7W2M
         */
        cursor?: string;
        /** @example dead */
        status?: 'pending' | 'delivered' | 'retrying' | 'held' | 'dead' | 'cancelled';
        /** @example ep_01KJMMA2G0DQ23JMEWXSYN8QR6 */
        endpoint?: string;
        /** @example evt_01KJMMA2G0VD4NW26PJRXY7W2M */
        event?: string;
        /** @example order.created */
        eventType?: string;
        /** @example customer-7 */
        orderingKey?: string;
        /**
         * @description Only deliveries of events that have this label.
         * @example eu
         */
        label?: string;
        /**
         * @description Why the last attempt failed.
         * @example status
         */
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
          | 'unsigned'
          | 'auth'
          | 'https_required'
          | 'unverified';
        /**
         * @description From this time on.
         * @example 2026-03-01T12:00:00.000Z
         */
        since?: string;
        /**
         * @description Before this time.
         * @example 2026-03-01T12:00:00.000Z
         */
        until?: string;
        /**
         * @description What the last attempt was answered.
         * @example 503
         */
        lastStatusCode?: number;
      };
      header?: never;
      path: {
        /** @example acme */
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
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "dlv_01KJMMA2G0W4Q9T6XC5E3ZJ8HD",
           *           "tenant": "acme",
           *           "event": "evt_01KJMMA2G0VD4NW26PJRXY7W2M",
           *           "eventType": "order.created",
           *           "endpoint": "ep_01KJMMA2G0DQ23JMEWXSYN8QR6",
           *           "status": "dead",
           *           "reason": "exhausted",
           *           "run": 0,
           *           "attempts": 1,
           *           "acceptedAt": "2026-03-01T12:00:00.000Z",
           *           "lastAttemptAt": "2026-03-01T12:00:05.000Z",
           *           "lastFailure": "status",
           *           "lastStatusCode": 503
           *         }
           *       ],
           *       "nextCursor": null
           *     }
           */
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
        /** @example acme */
        tenant: string;
        /** @example dlv_01KJMMA2G0W4Q9T6XC5E3ZJ8HD */
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
          /**
           * @example {
           *       "id": "dlv_01KJMMA2G0W4Q9T6XC5E3ZJ8HD",
           *       "tenant": "acme",
           *       "event": "evt_01KJMMA2G0VD4NW26PJRXY7W2M",
           *       "eventType": "order.created",
           *       "endpoint": "ep_01KJMMA2G0DQ23JMEWXSYN8QR6",
           *       "status": "dead",
           *       "reason": "exhausted",
           *       "run": 0,
           *       "attempts": 1,
           *       "acceptedAt": "2026-03-01T12:00:00.000Z",
           *       "lastAttemptAt": "2026-03-01T12:00:05.000Z",
           *       "lastFailure": "status",
           *       "lastStatusCode": 503,
           *       "attemptLog": [
           *         {
           *           "id": "att_01KJMMA2G0WQWDRKG85HVV56ZM",
           *           "number": 1,
           *           "run": 0,
           *           "trigger": "first",
           *           "startedAt": "2026-03-01T12:00:05.000Z",
           *           "durationMs": 42.7,
           *           "outcome": "failed",
           *           "reason": "status",
           *           "failure": {
           *             "title": "Refused by the receiver",
           *             "meaning": "The receiver answered with a status other than 2xx.",
           *             "action": "See its answer below and its own log for that time. It is tried again by the endpoint’s schedule."
           *           },
           *           "address": "203.0.113.80",
           *           "timings": {
           *             "firstByteMs": 41.9
           *           },
           *           "request": {
           *             "headers": {
           *               "webhook-id": "evt_01KJMMA2G0VD4NW26PJRXY7W2M",
           *               "webhook-signature": "[hidden]"
           *             }
           *           },
           *           "response": {
           *             "statusCode": 503,
           *             "headers": {
           *               "content-type": "text/plain"
           *             },
           *             "body": "Back soon.",
           *             "encoding": "utf8",
           *             "truncated": false
           *           }
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['DeliveryWithAttempts'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  retryDelivery: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The same request with the same key is done once, and answered as it was the first time; 409 idempotency_key_reused for another request.
         * @example new-endpoint-7
         */
        'idempotency-key'?: string;
      };
      path: {
        /** @example acme */
        tenant: string;
        /** @example dlv_01KJMMA2G0W4Q9T6XC5E3ZJ8HD */
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
          /**
           * @example {
           *       "id": "dlv_01KJMMA2G0W4Q9T6XC5E3ZJ8HD",
           *       "tenant": "acme",
           *       "event": "evt_01KJMMA2G0VD4NW26PJRXY7W2M",
           *       "eventType": "order.created",
           *       "endpoint": "ep_01KJMMA2G0DQ23JMEWXSYN8QR6",
           *       "status": "pending",
           *       "run": 0,
           *       "attempts": 1,
           *       "acceptedAt": "2026-03-01T12:00:00.000Z",
           *       "lastAttemptAt": "2026-03-01T12:00:05.000Z",
           *       "lastFailure": "status",
           *       "lastStatusCode": 503
           *     }
           */
          'application/json': components['schemas']['Delivery'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  cancelDelivery: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The same request with the same key is done once, and answered as it was the first time; 409 idempotency_key_reused for another request.
         * @example new-endpoint-7
         */
        'idempotency-key'?: string;
      };
      path: {
        /** @example acme */
        tenant: string;
        /** @example dlv_01KJMMA2G0W4Q9T6XC5E3ZJ8HD */
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
          /**
           * @example {
           *       "id": "dlv_01KJMMA2G0W4Q9T6XC5E3ZJ8HD",
           *       "tenant": "acme",
           *       "event": "evt_01KJMMA2G0VD4NW26PJRXY7W2M",
           *       "eventType": "order.created",
           *       "endpoint": "ep_01KJMMA2G0DQ23JMEWXSYN8QR6",
           *       "status": "cancelled",
           *       "reason": "requested",
           *       "run": 0,
           *       "attempts": 1,
           *       "acceptedAt": "2026-03-01T12:00:00.000Z",
           *       "lastAttemptAt": "2026-03-01T12:00:05.000Z",
           *       "lastFailure": "status",
           *       "lastStatusCode": 503
           *     }
           */
          'application/json': components['schemas']['Delivery'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  listDeadLetters: {
    parameters: {
      query?: {
        /**
         * @description How many at most; 1 to 250.
         * @example 20
         */
        limit?: number;
        /**
         * @description The nextCursor of the page before.
         * @example evt_01KJMMA2G0VD4NW26PJRXY7W2M
         */
        cursor?: string;
        /** @example ep_01KJMMA2G0DQ23JMEWXSYN8QR6 */
        endpoint?: string;
        /** @example evt_01KJMMA2G0VD4NW26PJRXY7W2M */
        event?: string;
        /** @example order.created */
        eventType?: string;
        /** @example customer-7 */
        orderingKey?: string;
        /**
         * @description Only deliveries of events that have this label.
         * @example eu
         */
        label?: string;
        /**
         * @description Why the last attempt failed.
         * @example status
         */
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
          | 'unsigned'
          | 'auth'
          | 'https_required'
          | 'unverified';
        /**
         * @description From this time on.
         * @example 2026-03-01T12:00:00.000Z
         */
        since?: string;
        /**
         * @description Before this time.
         * @example 2026-03-01T12:00:00.000Z
         */
        until?: string;
        /**
         * @description What the last attempt was answered.
         * @example 503
         */
        lastStatusCode?: number;
      };
      header?: never;
      path: {
        /** @example acme */
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
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "dlv_01KJMMA2G0W4Q9T6XC5E3ZJ8HD",
           *           "tenant": "acme",
           *           "event": "evt_01KJMMA2G0VD4NW26PJRXY7W2M",
           *           "eventType": "order.created",
           *           "endpoint": "ep_01KJMMA2G0DQ23JMEWXSYN8QR6",
           *           "status": "dead",
           *           "reason": "exhausted",
           *           "run": 0,
           *           "attempts": 1,
           *           "acceptedAt": "2026-03-01T12:00:00.000Z",
           *           "lastAttemptAt": "2026-03-01T12:00:05.000Z",
           *           "lastFailure": "status",
           *           "lastStatusCode": 503
           *         }
           *       ],
           *       "nextCursor": null
           *     }
           */
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
      header?: {
        /**
         * @description The same request with the same key is done once, and answered as it was the first time; 409 idempotency_key_reused for another request.
         * @example new-endpoint-7
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
         *       "endpoint": "ep_01KJMMA2G0DQ23JMEWXSYN8QR6",
         *       "since": "2026-03-01T12:00:00.000Z",
         *       "perSecond": 50
         *     }
         */
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
          /** @description Only count what there is to do. */
          dryRun?: boolean;
          /** @description How many deliveries it may begin in a second; 1,000 unless given. The endpoint’s own limits hold too. */
          perSecond?: number;
        };
      };
    };
    responses: {
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "job": "job_01KJMMA2G02HK5HB5X5J3PQ0W5",
           *       "count": 1,
           *       "more": false
           *     }
           */
          'application/json': components['schemas']['JobStarted'] | components['schemas']['JobCounted'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  listJobs: {
    parameters: {
      query?: {
        /**
         * @description How many at most; 1 to 250.
         * @example 20
         */
        limit?: number;
        /**
         * @description The nextCursor of the page before.
         * @example evt_01KJMMA2G0VD4NW26PJRXY7W2M
         */
        cursor?: string;
        /** @example acme */
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
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "job_01KJMMA2G02HK5HB5X5J3PQ0W5",
           *           "kind": "replay",
           *           "tenant": "acme",
           *           "endpoint": "ep_01KJMMA2G0DQ23JMEWXSYN8QR6",
           *           "since": "2026-03-01T12:00:00.000Z",
           *           "status": "running",
           *           "scope": {
           *             "replay": "all"
           *           },
           *           "perSecond": 50,
           *           "count": 1,
           *           "done": 0,
           *           "createdAt": "2026-03-01T12:00:00.000Z"
           *         }
           *       ],
           *       "nextCursor": null
           *     }
           */
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
        /** @example job_01KJMMA2G02HK5HB5X5J3PQ0W5 */
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
          /**
           * @example {
           *       "id": "job_01KJMMA2G02HK5HB5X5J3PQ0W5",
           *       "kind": "replay",
           *       "tenant": "acme",
           *       "endpoint": "ep_01KJMMA2G0DQ23JMEWXSYN8QR6",
           *       "since": "2026-03-01T12:00:00.000Z",
           *       "status": "running",
           *       "scope": {
           *         "replay": "all"
           *       },
           *       "perSecond": 50,
           *       "count": 1,
           *       "done": 0,
           *       "createdAt": "2026-03-01T12:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['Job'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  cancelJob: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The same request with the same key is done once, and answered as it was the first time; 409 idempotency_key_reused for another request.
         * @example new-endpoint-7
         */
        'idempotency-key'?: string;
      };
      path: {
        /** @example job_01KJMMA2G02HK5HB5X5J3PQ0W5 */
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
          /**
           * @example {
           *       "id": "job_01KJMMA2G02HK5HB5X5J3PQ0W5",
           *       "kind": "replay",
           *       "tenant": "acme",
           *       "endpoint": "ep_01KJMMA2G0DQ23JMEWXSYN8QR6",
           *       "since": "2026-03-01T12:00:00.000Z",
           *       "status": "cancelled",
           *       "scope": {
           *         "replay": "all"
           *       },
           *       "perSecond": 50,
           *       "count": 1,
           *       "done": 0,
           *       "createdAt": "2026-03-01T12:00:00.000Z",
           *       "finishedAt": "2026-03-01T12:00:05.000Z"
           *     }
           */
          'application/json': components['schemas']['Job'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  listAuditLog: {
    parameters: {
      query?: {
        /**
         * @description How many at most; 1 to 250.
         * @example 20
         */
        limit?: number;
        /**
         * @description The nextCursor of the page before.
         * @example evt_01KJMMA2G0VD4NW26PJRXY7W2M
         */
        cursor?: string;
        /**
         * @description What was changed: tenant, api-key, event-type, endpoint, delivery, job, …
         * @example endpoint
         */
        kind?: string;
        /**
         * @description The id of what was changed.
         * @example ep_01KJMMA2G0DQ23JMEWXSYN8QR6
         */
        id?: string;
        /**
         * @description Who did it: the id of a key or portal token, root, or postrider.
         * @example key_01KJMMA2G0ZG7BX15J7NRW3SP7
         */
        actor?: string;
        /**
         * @description From this time on.
         * @example 2026-03-01T12:00:00.000Z
         */
        since?: string;
        /**
         * @description Before this time.
         * @example 2026-03-01T12:00:00.000Z
         */
        until?: string;
        /** @example acme */
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
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "aud_01KJMMA2G08B27E786Y239JQ6H",
           *           "at": "2026-03-01T12:00:00.000Z",
           *           "actor": {
           *             "kind": "key",
           *             "id": "key_01KJMMA2G0ZG7BX15J7NRW3SP7",
           *             "name": "the shop",
           *             "address": "203.0.113.7"
           *           },
           *           "operation": "updateEndpoint",
           *           "requestId": "q0bYV2mB-1f",
           *           "kind": "endpoint",
           *           "target": "ep_01KJMMA2G0DQ23JMEWXSYN8QR6",
           *           "tenant": "acme",
           *           "before": {
           *             "timeoutMs": 15000
           *           },
           *           "after": {
           *             "timeoutMs": 5000
           *           }
           *         }
           *       ],
           *       "nextCursor": null
           *     }
           */
          'application/json': {
            data: components['schemas']['AuditEntry'][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
          };
        };
      };
      default: components['responses']['Problem'];
    };
  };
  listTenantAuditLog: {
    parameters: {
      query?: {
        /**
         * @description How many at most; 1 to 250.
         * @example 20
         */
        limit?: number;
        /**
         * @description The nextCursor of the page before.
         * @example evt_01KJMMA2G0VD4NW26PJRXY7W2M
         */
        cursor?: string;
        /**
         * @description What was changed: tenant, api-key, event-type, endpoint, delivery, job, …
         * @example endpoint
         */
        kind?: string;
        /**
         * @description The id of what was changed.
         * @example ep_01KJMMA2G0DQ23JMEWXSYN8QR6
         */
        id?: string;
        /**
         * @description Who did it: the id of a key or portal token, root, or postrider.
         * @example key_01KJMMA2G0ZG7BX15J7NRW3SP7
         */
        actor?: string;
        /**
         * @description From this time on.
         * @example 2026-03-01T12:00:00.000Z
         */
        since?: string;
        /**
         * @description Before this time.
         * @example 2026-03-01T12:00:00.000Z
         */
        until?: string;
      };
      header?: never;
      path: {
        /** @example acme */
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
          /**
           * @example {
           *       "data": [
           *         {
           *           "id": "aud_01KJMMA2G08B27E786Y239JQ6H",
           *           "at": "2026-03-01T12:00:00.000Z",
           *           "actor": {
           *             "kind": "key",
           *             "id": "key_01KJMMA2G0ZG7BX15J7NRW3SP7",
           *             "name": "the shop",
           *             "address": "203.0.113.7"
           *           },
           *           "operation": "updateEndpoint",
           *           "requestId": "q0bYV2mB-1f",
           *           "kind": "endpoint",
           *           "target": "ep_01KJMMA2G0DQ23JMEWXSYN8QR6",
           *           "tenant": "acme",
           *           "before": {
           *             "timeoutMs": 15000
           *           },
           *           "after": {
           *             "timeoutMs": 5000
           *           }
           *         }
           *       ],
           *       "nextCursor": null
           *     }
           */
          'application/json': {
            data: components['schemas']['AuditEntry'][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            nextCursor: string | null;
          };
        };
      };
      default: components['responses']['Problem'];
    };
  };
  createPortalToken: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The same request with the same key is done once, and answered as it was the first time; 409 idempotency_key_reused for another request.
         * @example new-endpoint-7
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
         *       "ttlSeconds": 900,
         *       "scopes": [
         *         "read"
         *       ],
         *       "name": "support"
         *     }
         */
        'application/json': {
          /**
           * @description How long it works.
           * @default 3600
           */
          ttlSeconds?: number;
          /**
           * @description What it may do; no more than the key that makes it.
           * @default [
           *       "read"
           *     ]
           */
          scopes?: ('publish' | 'manage' | 'read')[];
          /** @description Whom it is for: the audit log says so of what is done with it. */
          name?: string;
        };
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "id": "ptk_01KJMMA2G05X4RQC7DCZHEZA3C",
           *       "tenant": "acme",
           *       "scopes": [
           *         "read"
           *       ],
           *       "name": "support",
           *       "expiresAt": "2026-03-01T12:00:05.000Z",
           *       "token": "prt_…"
           *     }
           */
          'application/json': components['schemas']['PortalToken'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  revokePortalTokens: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @example acme */
        tenant: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Revoked. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      default: components['responses']['Problem'];
    };
  };
  replayEndpoint: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The same request with the same key is done once, and answered as it was the first time; 409 idempotency_key_reused for another request.
         * @example new-endpoint-7
         */
        'idempotency-key'?: string;
      };
      path: {
        /** @example acme */
        tenant: string;
        /** @example ep_01KJMMA2G0DQ23JMEWXSYN8QR6 */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "since": "2026-03-01T12:00:00.000Z",
         *       "status": "all",
         *       "perSecond": 50
         *     }
         */
        'application/json': {
          /**
           * Format: date-time
           * @description Events that were accepted from this time on.
           */
          since: string;
          /**
           * Format: date-time
           * @description Before this time.
           */
          until?: string;
          /**
           * @description dead: its dead letters; missing: the events that it wants now and that never arrived there; all: every event that it wants now.
           * @default missing
           * @enum {string}
           */
          status?: 'dead' | 'missing' | 'all';
          /** @description Only count what there is to do. */
          dryRun?: boolean;
          /** @description How many deliveries it may begin in a second; 1,000 unless given. The endpoint’s own limits hold too. */
          perSecond?: number;
        };
      };
    };
    responses: {
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "job": "job_01KJMMA2G02HK5HB5X5J3PQ0W5",
           *       "count": 1,
           *       "more": false
           *     }
           */
          'application/json': components['schemas']['JobStarted'] | components['schemas']['JobCounted'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  backfillEndpoint: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The same request with the same key is done once, and answered as it was the first time; 409 idempotency_key_reused for another request.
         * @example new-endpoint-7
         */
        'idempotency-key'?: string;
      };
      path: {
        /** @example acme */
        tenant: string;
        /** @example ep_01KJMMA2G0DQ23JMEWXSYN8QR6 */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "since": "2026-03-01T12:00:00.000Z",
         *       "dryRun": true
         *     }
         */
        'application/json': {
          /**
           * Format: date-time
           * @description Events that were accepted from this time on.
           */
          since: string;
          /**
           * Format: date-time
           * @description Before this time.
           */
          until?: string;
          /** @description Only count what there is to do. */
          dryRun?: boolean;
          /** @description How many deliveries it may begin in a second; 1,000 unless given. The endpoint’s own limits hold too. */
          perSecond?: number;
        };
      };
    };
    responses: {
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "job": "job_01KJMMA2G02HK5HB5X5J3PQ0W5",
           *       "count": 1,
           *       "more": false
           *     }
           */
          'application/json': components['schemas']['JobStarted'] | components['schemas']['JobCounted'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  replayEvent: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The same request with the same key is done once, and answered as it was the first time; 409 idempotency_key_reused for another request.
         * @example new-endpoint-7
         */
        'idempotency-key'?: string;
      };
      path: {
        /** @example acme */
        tenant: string;
        /** @example evt_01KJMMA2G0VD4NW26PJRXY7W2M */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "endpoint": "ep_01KJMMA2G0DQ23JMEWXSYN8QR6"
         *     }
         */
        'application/json': {
          /** @description To this one alone; without it, to every endpoint that wants it now. */
          endpoint?: string;
          /** @description Only count what there is to do. */
          dryRun?: boolean;
          /** @description How many deliveries it may begin in a second; 1,000 unless given. The endpoint’s own limits hold too. */
          perSecond?: number;
        };
      };
    };
    responses: {
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "job": "job_01KJMMA2G02HK5HB5X5J3PQ0W5",
           *       "count": 1,
           *       "more": false
           *     }
           */
          'application/json': components['schemas']['JobStarted'] | components['schemas']['JobCounted'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  cancelEvent: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The same request with the same key is done once, and answered as it was the first time; 409 idempotency_key_reused for another request.
         * @example new-endpoint-7
         */
        'idempotency-key'?: string;
      };
      path: {
        /** @example acme */
        tenant: string;
        /** @example evt_01KJMMA2G0VD4NW26PJRXY7W2M */
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
          /**
           * @example {
           *       "job": "job_01KJMMA2G02HK5HB5X5J3PQ0W5",
           *       "count": 1,
           *       "more": false
           *     }
           */
          'application/json': components['schemas']['JobStarted'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  retryDeliveries: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The same request with the same key is done once, and answered as it was the first time; 409 idempotency_key_reused for another request.
         * @example new-endpoint-7
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
         *       "status": "dead",
         *       "eventType": "order.created",
         *       "lastStatusCode": 503,
         *       "perSecond": 50
         *     }
         */
        'application/json': {
          /**
           * @description How those stand that are attempted now.
           * @enum {string}
           */
          status: 'pending' | 'retrying' | 'dead';
          endpoint?: string;
          event?: string;
          eventType?: string;
          orderingKey?: string;
          /** @description Only deliveries of events that have this label. */
          label?: string;
          /**
           * @description Why the last attempt failed.
           * @enum {string}
           */
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
            | 'unsigned'
            | 'auth'
            | 'https_required'
            | 'unverified';
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
          /** @description What the last attempt was answered. */
          lastStatusCode?: number;
          /** @description Only count what there is to do. */
          dryRun?: boolean;
          /** @description How many deliveries it may begin in a second; 1,000 unless given. The endpoint’s own limits hold too. */
          perSecond?: number;
        };
      };
    };
    responses: {
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "job": "job_01KJMMA2G02HK5HB5X5J3PQ0W5",
           *       "count": 1,
           *       "more": false
           *     }
           */
          'application/json': components['schemas']['JobStarted'] | components['schemas']['JobCounted'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  exportDeliveries: {
    parameters: {
      query?: {
        /** @example dead */
        status?: 'pending' | 'delivered' | 'retrying' | 'held' | 'dead' | 'cancelled';
        /** @example ep_01KJMMA2G0DQ23JMEWXSYN8QR6 */
        endpoint?: string;
        /** @example evt_01KJMMA2G0VD4NW26PJRXY7W2M */
        event?: string;
        /** @example order.created */
        eventType?: string;
        /** @example customer-7 */
        orderingKey?: string;
        /**
         * @description Only deliveries of events that have this label.
         * @example eu
         */
        label?: string;
        /**
         * @description Why the last attempt failed.
         * @example status
         */
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
          | 'unsigned'
          | 'auth'
          | 'https_required'
          | 'unverified';
        /**
         * @description From this time on.
         * @example 2026-03-01T12:00:00.000Z
         */
        since?: string;
        /**
         * @description Before this time.
         * @example 2026-03-01T12:00:00.000Z
         */
        until?: string;
        /**
         * @description What the last attempt was answered.
         * @example 503
         */
        lastStatusCode?: number;
      };
      header?: never;
      path: {
        /** @example acme */
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
          /**
           * @example {
           *       "id": "dlv_01KJMMA2G0W4Q9T6XC5E3ZJ8HD",
           *       "tenant": "acme",
           *       "event": "evt_01KJMMA2G0VD4NW26PJRXY7W2M",
           *       "eventType": "order.created",
           *       "endpoint": "ep_01KJMMA2G0DQ23JMEWXSYN8QR6",
           *       "status": "dead",
           *       "reason": "exhausted",
           *       "run": 0,
           *       "attempts": 1,
           *       "acceptedAt": "2026-03-01T12:00:00.000Z",
           *       "lastAttemptAt": "2026-03-01T12:00:05.000Z",
           *       "lastFailure": "status",
           *       "lastStatusCode": 503
           *     }
           */
          'application/x-ndjson': components['schemas']['Delivery'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  exportEvents: {
    parameters: {
      query?: {
        /** @example order.created */
        eventType?: string;
        /**
         * @description The source of CloudEvents.
         * @example /shop
         */
        source?: string;
        /**
         * @description The id that CloudEvents have in their source.
         * @example 1042
         */
        sourceId?: string;
        /**
         * @description Only events that have this label.
         * @example eu
         */
        label?: string;
        /**
         * @description From this time on.
         * @example 2026-03-01T12:00:00.000Z
         */
        since?: string;
        /**
         * @description Before this time.
         * @example 2026-03-01T12:00:00.000Z
         */
        until?: string;
      };
      header?: never;
      path: {
        /** @example acme */
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
          /**
           * @example {
           *       "id": "evt_01KJMMA2G0VD4NW26PJRXY7W2M",
           *       "tenant": "acme",
           *       "type": "order.created",
           *       "timestamp": "2026-03-01T12:00:00.000Z",
           *       "acceptedAt": "2026-03-01T12:00:00.000Z",
           *       "labels": [
           *         "eu"
           *       ],
           *       "bytes": 60,
           *       "data": {
           *         "order": 1042,
           *         "total": 129.9,
           *         "customer": {
           *           "country": "de"
           *         }
           *       }
           *     }
           */
          'application/x-ndjson': components['schemas']['ExportedEvent'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  getTenantStats: {
    parameters: {
      query?: {
        /**
         * @description What each point in time spans.
         * @example minute
         */
        by?: 'minute' | 'hour' | 'day';
        /**
         * @description Counts of this type alone.
         * @example order.created
         */
        eventType?: string;
        /**
         * @description From this time on; without it, the last hour of minutes, day of hours or 30 days.
         * @example 2026-03-01T12:00:00.000Z
         */
        since?: string;
        /**
         * @description Before this time; now, when left out.
         * @example 2026-03-01T12:00:00.000Z
         */
        until?: string;
      };
      header?: never;
      path: {
        /** @example acme */
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
          /**
           * @example {
           *       "by": "hour",
           *       "since": "2026-03-01T12:00:00.000Z",
           *       "until": "2026-03-01T13:00:00.000Z",
           *       "total": {
           *         "attempts": 3,
           *         "delivered": 2,
           *         "failed": 1,
           *         "dead": 0,
           *         "parked": 0,
           *         "latencyMs": {
           *           "p50": 24,
           *           "p95": 41,
           *           "p99": 41
           *         }
           *       },
           *       "data": [
           *         {
           *           "at": "2026-03-01T12:00:00.000Z",
           *           "attempts": 3,
           *           "delivered": 2,
           *           "failed": 1,
           *           "dead": 0,
           *           "parked": 0,
           *           "latencyMs": {
           *             "p50": 24,
           *             "p95": 41,
           *             "p99": 41
           *           }
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['Stats'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  getEndpointStats: {
    parameters: {
      query?: {
        /**
         * @description What each point in time spans.
         * @example minute
         */
        by?: 'minute' | 'hour' | 'day';
        /**
         * @description Counts of this type alone.
         * @example order.created
         */
        eventType?: string;
        /**
         * @description From this time on; without it, the last hour of minutes, day of hours or 30 days.
         * @example 2026-03-01T12:00:00.000Z
         */
        since?: string;
        /**
         * @description Before this time; now, when left out.
         * @example 2026-03-01T12:00:00.000Z
         */
        until?: string;
      };
      header?: never;
      path: {
        /** @example acme */
        tenant: string;
        /** @example ep_01KJMMA2G0DQ23JMEWXSYN8QR6 */
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
          /**
           * @example {
           *       "by": "hour",
           *       "since": "2026-03-01T12:00:00.000Z",
           *       "until": "2026-03-01T13:00:00.000Z",
           *       "total": {
           *         "attempts": 3,
           *         "delivered": 2,
           *         "failed": 1,
           *         "dead": 0,
           *         "parked": 0,
           *         "latencyMs": {
           *           "p50": 24,
           *           "p95": 41,
           *           "p99": 41
           *         }
           *       },
           *       "data": [
           *         {
           *           "at": "2026-03-01T12:00:00.000Z",
           *           "attempts": 3,
           *           "delivered": 2,
           *           "failed": 1,
           *           "dead": 0,
           *           "parked": 0,
           *           "latencyMs": {
           *             "p50": 24,
           *             "p95": 41,
           *             "p99": 41
           *           }
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['Stats'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  testTransform: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description The same request with the same key is done once, and answered as it was the first time; 409 idempotency_key_reused for another request.
         * @example new-endpoint-7
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
         *       "transform": {
         *         "language": "jsonata",
         *         "code": "{ \"body\": { \"text\": \"order \" & data.order } }"
         *       },
         *       "event": {
         *         "type": "order.created",
         *         "data": {
         *           "order": 1042,
         *           "total": 129.9,
         *           "customer": {
         *             "country": "de"
         *           }
         *         }
         *       }
         *     }
         */
        'application/json': {
          /** @description Changes body, headers and path of what is sent, or drops it; see docs/transformations.md. */
          transform: {
            /** @enum {string} */
            language: 'jsonata' | 'javascript';
            /** @description A JSONata expression, or JavaScript that defines the function transform(event). */
            code: string;
          };
          event: {
            type: string;
            id?: string;
            /** Format: date-time */
            timestamp?: string;
            orderingKey?: string;
            labels?: string[];
            version?: number;
            data: unknown;
          };
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {
           *       "result": "transformed",
           *       "body": {
           *         "text": "order 1042"
           *       },
           *       "durationMs": 0.4
           *     }
           */
          'application/json': components['schemas']['TestTransformResult'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
}
