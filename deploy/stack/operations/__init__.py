"""What watches: logs, alarms, the dashboard and costs."""
