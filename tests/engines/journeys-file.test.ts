import { describeJourneys } from './journeys';

describeJourneys('file');
