import { describeJourneys } from './journeys';

describeJourneys('site');
