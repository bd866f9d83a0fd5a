import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Job, JobId, JobPage, JobQuery, withExampleLike, type Page } from '@postrider/schemas';
import { CurrentCaller, Requires, type Caller } from '@postrider/service';
import { Jobs } from './jobs.js';

@ApiTags('jobs')
@Controller('v1/jobs')
@Requires(['read', 'manage'], 'anyone')
export class JobsController {
  constructor(private readonly jobs: Jobs) {}

  @Get()
  @ApiOperation({ summary: 'List jobs, newest first', description: 'A tenant’s key sees those of its tenant.' })
  @ApiResponse({ status: 200, standardSchema: JobPage })
  listJobs(@CurrentCaller() caller: Caller, @Query({ schema: JobQuery }) query: JobQuery): Promise<Page<Job>> {
    return this.jobs.list(caller, query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Look at a job' })
  @ApiResponse({ status: 200, standardSchema: Job })
  getJob(@CurrentCaller() caller: Caller, @Param('id', { schema: JobId }) id: string): Promise<Job> {
    return this.jobs.get(caller, id);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Requires('manage', 'anyone')
  @ApiOperation({ summary: 'Cancel a job', description: 'What it has done stays done.' })
  @ApiResponse({
    status: 200,
    standardSchema: withExampleLike(Job, { status: 'cancelled', finishedAt: '2026-03-01T12:00:05.000Z' }),
  })
  cancelJob(@CurrentCaller() caller: Caller, @Param('id', { schema: JobId }) id: string): Promise<Job> {
    return this.jobs.cancel(caller, id);
  }
}
