"""Other job systems beside Educe, in one run: doing nothing, as fast as they can.

compare.py    the rounds, turn by turn, and the ratios
fleets.py     each system as it is run: two worker processes, its best settings, its interpreter
educes.py     Educe's own turn
redis.py      a Redis server of one's own
driver.py     fills a queue or times single jobs; runs under the other system's interpreter
with_*.py     what each of them runs, and how it is submitted
marks.py      when each job's function was entered
install.py    makes environments with the other systems in a folder

driver.py, with_*.py and marks.py run where Educe isn't installed.
"""
