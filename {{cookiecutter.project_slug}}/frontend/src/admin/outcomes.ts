/** What is said after a change to a job. */
export const RETRIED = "We will try again within seconds. A job that fails for good comes back here.";
export const CANCELED = "The job is canceled. If it was running, it ends within seconds. You can try it again.";
