import fc from 'fast-check';

// The same cases in every run: a run on which others depend shall not fail by chance. CERTWRIGHT_FUZZ tries others.
if (process.env['CERTWRIGHT_FUZZ'] === undefined) fc.configureGlobal({ seed: 20_261_121 });

export default fc;
