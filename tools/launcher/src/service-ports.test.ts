import { describe, expect, it } from '@jest/globals';
import { portProblem } from './service-ports.js';

const ports = { INGESTION_PORT: 8080, SUBSCRIPTION_PORT: 8081 };

describe('the services’ ports', () => {
  it('are fine when all are free and different', () => {
    expect(portProblem(ports, new Set([9092]))).toBeUndefined();
  });

  it('are a problem when somebody else has one, which is named with its variable', () => {
    expect(portProblem(ports, new Set([8081]))).toMatch(
      /^Port 8081 \(SUBSCRIPTION_PORT\) is taken .* choose another port with SUBSCRIPTION_PORT\.$/,
    );
  });

  it('are a problem when two services have the same, although nobody listens on it yet', () => {
    expect(portProblem({ ...ports, DISPATCHER_PORT: 8080 }, new Set())).toMatch(
      /^INGESTION_PORT and DISPATCHER_PORT are both 8080/,
    );
  });
});
