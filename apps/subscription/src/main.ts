import 'reflect-metadata';
import { startService } from '@postrider/service';
import { subscriptionDefinition } from './subscription.module.js';

await startService(subscriptionDefinition, process.env);
