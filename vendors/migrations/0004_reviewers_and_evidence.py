import django.db.models.deletion
import governance.core.ids
import governance.core.migration_operations
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('vendors', '0003_deadlines_and_attestations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='assessment',
            name='owner',
            field=models.ForeignKey(blank=True, help_text='Answers for the assessment, and looks through the answers with the other reviewers.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='owned_assessments', to=settings.AUTH_USER_MODEL, verbose_name='lead reviewer'),
        ),
        migrations.AlterField(
            model_name='evidence',
            name='expires_on',
            field=models.DateField(blank=True, help_text='The first day (UTC) on which it shows nothing any more.', null=True, verbose_name='valid until'),
        ),
        migrations.AlterField(
            model_name='historicalassessment',
            name='owner',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='Answers for the assessment, and looks through the answers with the other reviewers.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='lead reviewer'),
        ),
        migrations.AlterField(
            model_name='historicalevidence',
            name='expires_on',
            field=models.DateField(blank=True, help_text='The first day (UTC) on which it shows nothing any more.', null=True, verbose_name='valid until'),
        ),
        governance.core.migration_operations.CreateTogether(
            operations=[migrations.CreateModel(
                name='AssessmentReviewer',
                fields=[
                    ('id', models.UUIDField(default=governance.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                    ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviewers', to='vendors.assessment', verbose_name='assessment')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviewed_assessments', to=settings.AUTH_USER_MODEL, verbose_name='reviewer')),
                ],
                options={
                    'verbose_name': 'reviewer',
                    'verbose_name_plural': 'reviewers',
                    'ordering': ('id',),
                    'abstract': False,
                    'default_permissions': ('view', 'add', 'change', 'delete', 'grant', 'export', 'import'),
                    'constraints': [models.UniqueConstraint(fields=('assessment', 'user'), name='one_seat_per_reviewer')],
                },
            ), migrations.CreateModel(
                name='HistoricalAssessmentReviewer',
                fields=[
                    ('history_channel', models.CharField(choices=[('admin', 'admin'), ('api', 'API'), ('web', 'web page'), ('portal', 'vendor portal'), ('import', 'import'), ('job', 'background job'), ('command', 'command line'), ('migration', 'migration')], default='command', editable=False, max_length=16)),
                    ('history_request_id', models.CharField(blank=True, default='', editable=False, max_length=64)),
                    ('id', models.UUIDField(db_index=True, default=governance.core.ids.new_id, editable=False)),
                    ('created_at', models.DateTimeField(blank=True, editable=False, verbose_name='created')),
                    ('updated_at', models.DateTimeField(blank=True, editable=False, verbose_name='changed')),
                    ('history_id', models.UUIDField(default=governance.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField()),
                    ('history_change_reason', models.TextField(null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('assessment', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='vendors.assessment', verbose_name='assessment')),
                    ('history_user', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('user', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reviewer')),
                ],
                options={
                    'verbose_name': 'historical reviewer',
                    'verbose_name_plural': 'historical reviewers',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                    'indexes': [models.Index(fields=['history_date', 'id'], name='vendors_his_history_e97921_idx')],
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ), migrations.CreateModel(
                name='AssessmentReviewerGrant',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('granted_at', models.DateTimeField(auto_now_add=True)),
                    ('expires_at', models.DateTimeField(blank=True, null=True)),
                    ('reason', models.TextField(blank=True, default='')),
                    ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='object_grants', to='vendors.assessmentreviewer')),
                    ('granted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'abstract': False,
                    'default_permissions': (),
                    'unique_together': {('user', 'permission', 'content_object')},
                },
            )],
        ),
    ]
