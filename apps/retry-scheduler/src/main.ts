import 'reflect-metadata';
import { startService } from '@postrider/service';
import { retrySchedulerDefinition } from './retry-scheduler.module.js';

await startService(retrySchedulerDefinition, process.env);
