"""Who trains, one file each: `run(job, turns)` trains as long as it is given turns."""
